// A link with data-dialog opens its page's <main data-dialog-content> (or the fragment that the server sends for
// HX-Request) in a dialog. Without the script, or when the fetch does not work out, it is a plain link.
let dialog;
let opener;

function box() {
  if (dialog) return dialog;
  dialog = document.createElement("dialog");
  dialog.addEventListener("close", () => {
    dialog.replaceChildren();
    opener?.focus();
  });
  document.body.append(dialog);
  return dialog;
}

function fill(target, html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const part = page.querySelector("[data-dialog-content]") ?? page.querySelector("main") ?? page.body;
  target.replaceChildren(...part.childNodes);
  const title = target.querySelector("h1, h2, h3");
  if (title) {
    title.id ||= "dialog-title";
    target.setAttribute("aria-labelledby", title.id);
  }
  target.querySelectorAll(".with-script").forEach((each) => { each.hidden = false; });
  window.htmx?.process(target);
}

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-dialog]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
    event.preventDefault();
    opener = link;
    try {
      const answer = await fetch(link.href, { headers: { "HX-Request": "true" } });
      if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
      fill(box(), await answer.text());
      dialog.showModal();
      dialog.querySelector("input:not([type=hidden]), textarea, select, button")?.focus();
    } catch {
      location.assign(link.href);
    }
    return;
  }
  if (event.target.closest("[data-dialog-close]") && dialog?.open) {
    event.preventDefault();
    dialog.close();
  }
  const opens = event.target.closest("[data-opens]");
  if (opens) document.getElementById(opens.dataset.opens)?.showModal();
});
