// A row under the bell is one link. What is new is marked as read by the form beside it, which leads to the same place.
document.addEventListener("click", (event) => {
  const form = document.getElementById(event.target.closest?.("a[data-reads]")?.dataset.reads ?? "");
  if (!form || event.defaultPrevented || event.button) return;
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return; // another tab: the topic's page says so itself
  event.preventDefault();
  form.requestSubmit();
});
