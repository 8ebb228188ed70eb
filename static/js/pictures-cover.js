// Black boxes over names and numbers, drawn into the picture before it leaves the device. Each box is a button: the arrow
// keys move it, with Shift they change its size, Delete takes it away. A finger or a mouse draws one.
const STEP = 0.01;
const LEAST = 0.01; // of the picture
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

const within = (value, least, most) => Math.min(Math.max(value, least), most);

function place(button, box) {
  for (const side of ["left", "top", "width", "height"]) button.style[side] = `${box[side] * 100}%`;
}

export function cover(row, dialog, draw) {
  const part = dialog.querySelector("[data-cover-template]").content.cloneNode(true).firstElementChild;
  const main = dialog.querySelector("[data-main]");
  const canvas = part.querySelector("canvas");
  const frame = part.querySelector("[data-frame]");
  const boxes = row.boxes.map((box) => ({ ...box }));
  const scale = Math.min(1, 1200 / Math.max(row.bitmap.width, row.bitmap.height));
  draw({ bitmap: row.bitmap, boxes: [] }, canvas, scale);
  main.hidden = true;
  main.after(part);

  function show(box) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "cover-box";
    button.setAttribute("aria-label", `${frame.dataset.box} ${boxes.indexOf(box) + 1}`);
    place(button, box);
    frame.append(button);
    button.addEventListener("keydown", (event) => keyed(event, box, button));
    button.addEventListener("pointerdown", (event) => drag(event, box, button));
    return button;
  }

  function take(box, button) {
    boxes.splice(boxes.indexOf(box), 1);
    button.remove();
    (frame.querySelector(".cover-box") ?? part.querySelector("[data-new-box]")).focus();
  }

  function change(box, button, [x, y], resize) {
    if (resize) {
      box.width = within(box.width + x, LEAST, 1 - box.left);
      box.height = within(box.height + y, LEAST, 1 - box.top);
    } else {
      box.left = within(box.left + x, 0, 1 - box.width);
      box.top = within(box.top + y, 0, 1 - box.height);
    }
    place(button, box);
  }

  function keyed(event, box, button) {
    if (event.key === "Delete" || event.key === "Backspace") take(box, button);
    else if (ARROWS[event.key]) change(box, button, ARROWS[event.key].map((way) => way * STEP), event.shiftKey);
    else return;
    event.preventDefault();
  }

  // Where on the picture, from 0 to 1.
  function at(event) {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    return [within((event.clientX - left) / width, 0, 1), within((event.clientY - top) / height, 0, 1)];
  }

  function follow(event, moved) {
    const target = event.currentTarget;
    event.preventDefault();
    target.setPointerCapture(event.pointerId);
    target.addEventListener("pointermove", moved);
    const end = () => target.removeEventListener("pointermove", moved);
    target.addEventListener("pointerup", end, { once: true });
    target.addEventListener("pointercancel", end, { once: true });
  }

  function drag(event, box, button) {
    event.stopPropagation();
    button.focus();
    let before = at(event);
    follow(event, (moved) => {
      const now = at(moved);
      change(box, button, [now[0] - before[0], now[1] - before[1]], false);
      before = now;
    });
  }

  frame.addEventListener("pointerdown", (event) => {
    if (event.target !== canvas && event.target !== frame) return;
    const [x, y] = at(event);
    const box = { left: x, top: y, width: LEAST, height: LEAST };
    boxes.push(box);
    const button = show(box);
    button.focus();
    follow(event, (moved) => {
      const [toX, toY] = at(moved);
      Object.assign(box, {
        left: Math.min(x, toX), top: Math.min(y, toY),
        width: Math.max(LEAST, Math.abs(toX - x)), height: Math.max(LEAST, Math.abs(toY - y)),
      });
      place(button, box);
    });
  });

  boxes.forEach(show);
  part.querySelector("[data-new-box]").focus();

  return new Promise((done) => {
    const end = (result) => {
      part.remove();
      main.hidden = false;
      dialog.removeEventListener("cancel", back);
      done(result);
    };
    const back = (event) => {
      event.preventDefault(); // Escape leads back to the pictures, not out of the dialog
      end(row.boxes);
    };
    dialog.addEventListener("cancel", back);
    part.addEventListener("click", (event) => {
      if (event.target.closest("[data-new-box]")) {
        const box = { left: 0.35, top: 0.4, width: 0.3, height: 0.1 };
        boxes.push(box);
        show(box).focus();
      }
      if (event.target.closest("[data-cover-done]")) end(boxes);
      if (event.target.closest("[data-cover-cancel]")) end(row.boxes);
    });
  });
}
