"""From a file to a picture in a post: chosen, told about, covered with keys and with a finger, sent, and tried again."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, Route, expect

from tests import cast, make
from tests.browser import is_sound, sign_in, until
from tests.uploads.pictures import file
from uploads import files
from uploads.models import Picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASTE = """([selector, bytes]) => {
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array(bytes)], "screen.png", { type: "image/png" }));
  const at = document.querySelector(selector);
  at.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def begin(page: Page, live_server) -> None:
    make.community()
    topic = make.topic()
    sign_in(page, live_server, cast.dorrie())
    page.goto(live_server.url + topic.get_absolute_url())


def shown() -> Image.Image:
    stored = Picture.objects.get().stored
    return Image.open(io.BytesIO(files.read(stored.key, f"{stored.width}.jpg"))).convert("RGB")


def is_black(at: tuple[float, float], image: Image.Image) -> bool:
    colour = image.getpixel((int(at[0] * image.width), int(at[1] * image.height)))
    return max(colour) < 40  # type: ignore[arg-type]


def test_a_pasted_picture_is_covered_described_sent_and_posted(page: Page, live_server, tmp_path: Path) -> None:
    begin(page, live_server)
    page.evaluate(PASTE, ["#answer", list(file("PNG", size=(400, 300)))])
    dialog = page.locator("dialog.pictures")
    expect(dialog.locator("[data-alt]")).to_be_focused()
    page.keyboard.type("a letter [page 1]")
    dialog.get_by_role("button", name="Cover names and numbers").press("Enter")
    expect(dialog.get_by_role("button", name="Another box")).to_be_focused()
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("button", name="Black box 1")).to_be_focused()
    for key in ["ArrowLeft"] * 35 + ["ArrowUp"] * 40 + ["Shift+ArrowDown"] * 10:  # from the middle to the corner
        page.keyboard.press(key)
    canvas = dialog.locator(".cover-frame canvas").bounding_box()
    assert canvas
    page.mouse.move(canvas["x"] + canvas["width"] * 0.6, canvas["y"] + canvas["height"] * 0.6)
    page.mouse.down()
    page.mouse.move(canvas["x"] + canvas["width"] * 0.9, canvas["y"] + canvas["height"] * 0.9, steps=3)
    page.mouse.up()
    expect(dialog.locator(".cover-box")).to_have_count(2)
    is_sound(page, "pictures-cover")
    dialog.get_by_role("button", name="Cover it").click()
    expect(dialog.locator("[data-said]")).to_have_text("The black boxes are part of the picture now.")
    is_sound(page, "pictures-dialog")
    dialog.get_by_role("button", name="Send, and show in the text").click()
    expect(dialog).to_be_hidden(timeout=15_000)
    expect(page.locator("#answer")).to_have_value(
        rf"![a letter \[page 1\]](/pictures/{Picture.objects.get().pk})" "\n\n"
    )
    expect(page.locator("#answer")).to_be_focused()
    image = shown()
    places = {(0.1, 0.05): True, (0.28, 0.18): True, (0.75, 0.75): True, (0.5, 0.5): False, (0.1, 0.9): False}
    assert {at: is_black(at, image) for at in places} == places
    page.get_by_role("button", name="Post", exact=False).first.click()
    picture = page.locator(".post .prose picture img")
    expect(picture).to_have_attribute("alt", "a letter [page 1]")
    picture.scroll_into_view_if_needed()
    until(page, "document.querySelector('.post .prose picture img').naturalWidth > 0")


def test_what_did_not_get_through_is_sent_again_and_a_refusal_says_why(new_page, live_server) -> None:
    page = new_page(forgiven=("Failed to load resource",))
    begin(page, live_server)
    answers = iter([503, "line", 422])

    def trouble(route: Route) -> None:
        what = next(answers, None) if route.request.method == "POST" else None
        if what is None:
            route.continue_()
        elif what == "line":
            route.abort()
        elif what == 503:
            route.fulfill(status=503, headers={"Retry-After": "1"}, body="")
        else:
            route.fulfill(status=422, content_type="application/json", body='{"sentence": "No such thing."}')

    page.route("**/pictures/new/", trouble)
    page.locator("#answer").fill("Before.")
    page.get_by_role("link", name="Add a picture").first.click()
    dialog = page.locator("dialog.pictures")
    dialog.locator("[data-choose]").set_input_files(
        [{"name": f"{number}.jpg", "mimeType": "image/jpeg", "buffer": file()} for number in (1, 2)]
    )
    dialog.locator("[data-decoration]").first.check()
    send = dialog.get_by_role("button", name="Send, and show in the text")
    send.click()
    refused = dialog.locator("[data-said].error")
    expect(refused).to_have_text("No such thing.", timeout=15_000)
    expect(dialog.locator(".picture-row")).to_have_count(1)
    send.click()
    expect(dialog).to_be_hidden()
    assert page.locator("#answer").input_value().count("/pictures/") == Picture.objects.count() == 2


def test_without_a_script_a_page_with_one_field_gives_the_line(browser, live_server) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    begin(page, live_server)
    with context.expect_page() as opened:
        page.get_by_role("link", name="Add a picture").first.click()
    field = opened.value
    field.set_input_files("[name=picture]", [{"name": "a.jpg", "mimeType": "image/jpeg", "buffer": file()}])
    field.get_by_label("What does it show?").fill("two piles")
    field.get_by_role("button", name="Send it").click()
    line = f"![two piles](/pictures/{Picture.objects.get().pk})"
    expect(field.get_by_label("Copy this line into your text")).to_have_value(line)
    context.close()
