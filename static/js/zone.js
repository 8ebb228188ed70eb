// Where a form asks for it, says which time zone this browser is in, so that nothing is sent at night.
for (const field of document.querySelectorAll("[data-time-zone]")) {
  field.value ||= Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
}
