// While somebody types @na… in a composer, people whose handle or name has a word that begins so are offered below it.
// Arrow down moves into the list, Escape leaves it. Without the script a handle is simply typed.
// Letters with their marks, and the signs that stand inside names; after an @ that stands behind no letter.
const TYPED = /(?:^|[^\p{L}\p{M}\p{N}@/._-]|[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}\p{sc=Thai}])@([\p{L}\p{M}\p{N}\u200c\u200d_.'’·・-]{1,30})$/u;
const PAUSE = 250; // ms
let waiting;

const before = (area) => area.value.slice(0, area.selectionStart);
const listOf = (box) => box.querySelector("[data-people]");

function close(box) {
  const list = listOf(box);
  if (list) list.hidden = true;
}

function place(box) {
  let list = listOf(box);
  if (!list) {
    list = document.createElement("ul");
    list.className = "handles";
    list.dataset.people = "";
    list.setAttribute("role", "list");
    box.querySelector("textarea").after(list);
  }
  return list;
}

async function offer(box, area) {
  const typed = TYPED.exec(before(area))?.[1];
  if (!typed) return close(box);
  try {
    const answer = await fetch(`${box.dataset.handlesUrl}?q=${encodeURIComponent(typed)}`, { headers: { "HX-Request": "true" } });
    if (!answer.ok || answer.redirected) return close(box);
    const list = place(box);
    list.innerHTML = await answer.text(); // our own server's list of names, escaped there
    list.hidden = !list.querySelector("button");
  } catch {
    close(box);
  }
}

function choose(box, handle) {
  const area = box.querySelector("textarea");
  const end = area.selectionStart;
  const start = end - TYPED.exec(before(area))[1].length;
  area.focus();
  area.setRangeText(`${handle} `, start, end, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
  close(box);
}

document.addEventListener("input", (event) => {
  const box = event.target.closest?.("[data-handles-url]");
  if (!box || event.target.tagName !== "TEXTAREA") return;
  clearTimeout(waiting);
  waiting = setTimeout(() => offer(box, event.target), PAUSE);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-handle]");
  if (button) choose(button.closest("[data-handles-url]"), button.dataset.handle);
});

document.addEventListener("keydown", (event) => {
  const box = event.target.closest?.("[data-handles-url]");
  const list = box && listOf(box);
  if (!list || list.hidden) return;
  const buttons = [...list.querySelectorAll("button")];
  const at = buttons.indexOf(document.activeElement);
  if (event.key === "Escape") {
    close(box);
    box.querySelector("textarea").focus();
  } else if (event.key === "ArrowDown" && at < buttons.length - 1) {
    event.preventDefault();
    buttons[at + 1].focus();
  } else if (event.key === "ArrowUp" && at >= 0) {
    event.preventDefault();
    (buttons[at - 1] ?? box.querySelector("textarea")).focus();
  }
});
