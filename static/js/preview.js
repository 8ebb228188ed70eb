// Asks the server how the words of a composer would look as a post.
function cookie(name) {
  return document.cookie.split("; ").find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";
}

function token(form) {
  return form?.querySelector("[name=csrfmiddlewaretoken]")?.value || cookie("csrf") || cookie("__Host-csrf");
}

export function ask(box, signal) {
  const body = new FormData();
  body.set("body", box.querySelector("textarea").value);
  if (box.hasAttribute("data-short")) body.set("short", "yes");
  const headers = { "X-CSRFToken": token(box.closest("form")), "HX-Request": "true" };
  return fetch(box.dataset.previewUrl, { method: "POST", body, headers, signal });
}
