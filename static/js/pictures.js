// Pictures come into a text by its button, by pasting and by dropping. What shows them and sends them is loaded when it
// is first needed. Without this script a link leads to a page with one field.
const SELECTOR = "[data-pictures]";

const boxOf = (element) => element.closest?.(SELECTOR);
const areaOf = (box) => box.querySelector("textarea");
const imagesIn = (files) => [...(files ?? [])].filter((file) => file.type.startsWith("image/"));

async function open(box, files) {
  try {
    const { show } = await import("./pictures-dialog.js");
    await show({ area: areaOf(box), url: box.dataset.pictures, files });
  } catch {
    window.open(box.dataset.pictures, "_blank", "noopener");
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-add-picture]");
  if (!button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  open(boxOf(button), []);
});

// Words that were copied together with a drawing of them (from a sheet, say) are words.
document.addEventListener("paste", (event) => {
  const box = boxOf(event.target);
  const images = imagesIn(event.clipboardData?.files);
  if (!box || !images.length || event.clipboardData.getData("text/plain")) return;
  event.preventDefault();
  open(box, images);
});

document.addEventListener("dragover", (event) => {
  if (boxOf(event.target) && event.dataTransfer?.types.includes("Files")) event.preventDefault();
});

document.addEventListener("drop", (event) => {
  const box = boxOf(event.target);
  const files = [...(event.dataTransfer?.files ?? [])];
  if (!box || !files.length) return;
  event.preventDefault(); // or the browser would leave the page for the file
  open(box, files);
});
