// Light or dark: a button with data-scheme-toggle flips it and remembers.
const root = document.documentElement;

function isDark() {
  return root.dataset.scheme ? root.dataset.scheme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-scheme-toggle]")) return;
  root.dataset.scheme = isDark() ? "light" : "dark";
  try {
    localStorage.setItem("scheme", root.dataset.scheme);
  } catch {
    // It holds until the page is left.
  }
});
