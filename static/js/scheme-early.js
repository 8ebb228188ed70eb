// Runs before the first paint, so that a chosen scheme does not flash. A classic script: modules run too late.
try {
  const chosen = localStorage.getItem("scheme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.scheme = chosen;
} catch {
  // Storage may be forbidden; then the system's scheme holds.
}
