// The dialog in which pictures are looked at, told about, covered and sent. Its words come from the server with it.
const LARGE = 1_200_000; // bytes; a larger photo is made smaller here, so that a slow line carries less
const LONGEST_SIDE = 2400; // pixels; the server shows 1600
const TRIES = 4; // of a line that breaks, or while others are served first
const PATIENCE = 120_000; // ms for one picture
const GIFS = "image/gif"; // they may move, and a canvas would hold them still

let dialog;
let url;
let area;
let rows = [];

const find = (name, within = dialog) => within.querySelector(`[data-${name}]`);
const words = (name) => find("words").getAttribute(`data-say-${name}`);
const escaped = (text) => text.replace(/\s+/g, " ").trim().replace(/([\\[\]`*_<>])/g, "\\$1");

async function fetched() {
  const answer = await fetch(url, { headers: { "HX-Request": "true" } });
  if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
  const made = document.createElement("dialog");
  made.className = "pictures";
  made.innerHTML = await answer.text(); // our own page's part
  made.setAttribute("aria-labelledby", "pictures-title");
  document.body.append(made);
  made.addEventListener("change", chosen);
  made.addEventListener("click", clicked);
  made.addEventListener("close", leave);
  made.addEventListener("submit", send);
  return made;
}

export async function show(wanted) {
  ({ area, url } = wanted);
  dialog ??= await fetched();
  if (!dialog.open) dialog.showModal();
  await add(wanted.files);
  if (!wanted.files.length) find("choose").focus();
}

function chosen(event) {
  if (event.target.type !== "file") return;
  add([...event.target.files]);
  event.target.value = "";
}

async function add(files) {
  for (const file of files) {
    const part = find("row-template").content.cloneNode(true).firstElementChild;
    const row = { file, part, bitmap: null, boxes: [], name: "" };
    rows.push(row);
    find("list").append(part);
    try {
      row.bitmap = await createImageBitmap(file);
      thumbnail(row);
    } catch {
      find("cover", part).hidden = true; // not every browser reads HEIC; the server does
      find("thumb", part).hidden = true;
    }
  }
  find("send").hidden = !rows.length;
  if (files.length) find("alt", rows.at(-files.length).part).focus();
}

function thumbnail(row) {
  const canvas = find("thumb", row.part);
  const scale = Math.min(160 / row.bitmap.width, 160 / row.bitmap.height, 1);
  draw(row, canvas, scale);
}

function draw({ bitmap, boxes }, canvas, scale) {
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const pen = canvas.getContext("2d");
  pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  pen.fillStyle = "#000";
  for (const { left, top, width, height } of boxes) {
    // A pixel more on each side: nothing shines through at an edge.
    pen.fillRect(left * canvas.width - 1, top * canvas.height - 1, width * canvas.width + 2, height * canvas.height + 2);
  }
}

// What is sent: the file as it is, or as it is drawn here when something is covered or it is large.
async function content(row) {
  const { bitmap, boxes, file } = row;
  if (!bitmap || (!boxes.length && (file.size < LARGE || file.type === GIFS))) return file;
  const canvas = document.createElement("canvas");
  draw(row, canvas, Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height)));
  const kind = file.type === "image/png" && file.size < LARGE ? "image/png" : "image/jpeg";
  const drawn = await new Promise((done) => { canvas.toBlob(done, kind, 0.9); });
  return drawn ?? (boxes.length ? Promise.reject(new Error("not drawn")) : file);
}

async function clicked(event) {
  const row = rows.find(({ part }) => part.contains(event.target));
  if (event.target.closest("[data-drop]")) remove(row);
  if (event.target.closest("[data-close]")) dialog.close();
  if (event.target.closest("[data-cover]")) {
    const { cover } = await import("./pictures-cover.js");
    row.boxes = await cover(row, dialog, draw);
    thumbnail(row);
    say(row, row.boxes.length ? words("covered") : "");
    find("cover", row.part).focus();
  }
}

function remove(row) {
  row.request?.abort();
  rows = rows.filter((other) => other !== row);
  row.part.remove();
  find("send").hidden = !rows.length;
  (rows.length ? find("alt", rows.at(-1).part) : find("choose")).focus();
}

function say(row, sentence, failed = false) {
  const place = find("said", row.part);
  place.textContent = sentence;
  place.classList.toggle("error", failed);
}

function post(row, body) {
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    const bar = find("progress", row.part);
    const form = new FormData();
    form.append("picture", body, "picture");
    row.request = request;
    request.open("POST", url);
    request.timeout = PATIENCE;
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("HX-Request", "true");
    request.setRequestHeader("X-CSRFToken", dialog.querySelector("[name=csrfmiddlewaretoken]").value);
    request.upload.onprogress = ({ loaded, total }) => { bar.value = loaded / total; };
    request.onload = () => done(request);
    request.onerror = () => fail(new Error("line"));
    request.ontimeout = () => fail(new Error("line"));
    request.onabort = () => fail(new Error("taken back"));
    bar.hidden = false;
    request.send(form);
  });
}

const pause = (seconds) => new Promise((done) => { setTimeout(done, seconds * 1000); });

function sentence(answer) {
  try {
    return JSON.parse(answer.responseText).sentence;
  } catch {
    const part = new DOMParser().parseFromString(answer.responseText, "text/html").querySelector("[role=alert]");
    return part?.textContent.trim() || words("failed");
  }
}

// Whether it is there now. A line that breaks is tried again by itself, a refusal is not.
async function sent(row) {
  if (row.name) return true;
  try {
    const body = await content(row);
    for (let times = 1; ; times += 1) {
      const answer = await post(row, body).catch((trouble) => trouble);
      if (answer.message === "taken back") return false;
      const again = answer instanceof Error || answer.status === 503;
      if (!again || times === TRIES) return received(row, answer);
      say(row, words("again"));
      await pause(Number(answer.getResponseHeader?.("Retry-After")) || times * 2);
    }
  } catch {
    say(row, words("failed"), true);
    return false;
  }
}

function received(row, answer) {
  find("progress", row.part).hidden = true;
  if (answer.status === 200 && answer.getResponseHeader("Content-Type") === "application/json") {
    row.name = JSON.parse(answer.responseText).name;
    say(row, words("sent"));
    return true;
  }
  say(row, answer instanceof Error ? words("failed") : sentence(answer), true);
  return false;
}

async function send(event) {
  event.preventDefault();
  const button = find("send");
  if (button.getAttribute("aria-disabled") === "true") return;
  button.setAttribute("aria-disabled", "true");
  const before = [...rows];
  for (const row of before) find("cover", row.part).disabled = true; // what is covered now would not be covered in what goes out
  for (const row of before) await sent(row); // one after the other: a slow line carries one well
  for (const row of before) find("cover", row.part).disabled = false;
  button.removeAttribute("aria-disabled");
  const there = before.filter((row) => row.name && rows.includes(row));
  if (there.length) insert(there.map(line).join("\n\n"));
  rows = rows.filter((row) => !row.name);
  there.forEach((row) => row.part.remove());
  if (rows.length) find("failed-note").hidden = false;
  else dialog.close();
}

function line(row) {
  const alt = find("decoration", row.part).checked ? "" : escaped(find("alt", row.part).value) || words("undescribed");
  return `![${alt}](/pictures/${row.name})`;
}

function insert(text) {
  const { selectionStart: start, value } = area;
  const before = value.slice(0, start);
  const gap = !before || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  dialog.close();
  area.focus();
  area.setSelectionRange(start, start);
  const whole = `${gap}${text}\n\n`;
  if (!document.execCommand("insertText", false, whole)) area.setRangeText(whole, start, start, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
  if (rows.some((row) => !row.name)) dialog.showModal();
}

function leave() {
  if (rows.some((row) => row.request && !row.name) || rows.some((row) => row.name)) return;
  rows.forEach((row) => row.part.remove());
  rows = [];
  find("failed-note").hidden = true;
  area.focus();
}
