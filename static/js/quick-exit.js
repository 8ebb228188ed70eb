// "Leave this page quickly": goes elsewhere and leaves no way back to here in the tab's history.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-quick-exit]");
  if (!link) return;
  event.preventDefault();
  document.documentElement.hidden = true;
  location.replace(link.href);
});
