// The lists of a plan: moves by keys, chooses a whole section, lets rows be dragged, keeps the focus after a swap.
// Without this script every one of these is a link or a button.
(() => {
  const keys = () => document.getElementById("keys");
  const rows = () => [...document.querySelectorAll("#workspace .items > li[id]")];
  const handle = (row) => row?.querySelector(".tick:not(span), h3 > a, h4 > a");
  const isTyped = (element) => element.matches?.("select, textarea, [contenteditable], input:not([type='checkbox'])");
  const show = () => { if (keys()) keys().hidden = false; };
  let row = null; // the id of the one that was worked on last
  let control = null; // the id of what had the focus

  const step = (by) => {
    const all = rows();
    const now = all.indexOf(document.activeElement?.closest?.("#workspace .items > li"));
    const next = all[now < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(now + by, 0), all.length - 1)];
    handle(next)?.focus();
    next?.scrollIntoView({ block: "nearest" });
  };
  const inRow = (selector) => document.activeElement?.closest?.("#workspace .items > li")?.querySelector(selector);
  const ACTS = {
    ArrowDown: () => step(1), j: () => step(1), ArrowUp: () => step(-1), k: () => step(-1),
    x: () => inRow("[name='item']")?.click(),
    c: () => inRow("[id^='at-']")?.click(),
    u: () => document.getElementById("undo")?.click(),
    "?": () => { if (keys()) keys().open = !keys().open; },
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyped(event.target) || !ACTS[event.key]) return;
    if (event.key.startsWith("Arrow") && !event.target.closest("#workspace .items")) return; // scrolls, as everywhere
    event.preventDefault();
    ACTS[event.key]();
  });
  document.addEventListener("click", (event) => {
    const all = event.target.closest("[data-choose-all]");
    if (!all) return;
    event.preventDefault();
    const boxes = [...document.querySelectorAll(`[data-section="${all.dataset.chooseAll}"] [name="item"]`)];
    const wanted = !boxes.every((box) => box.checked);
    for (const box of boxes) box.checked = wanted;
  });

  // Focus
  document.addEventListener("htmx:beforeRequest", ({ detail }) => {
    row = detail.elt.closest?.("#workspace .items > li")?.id ?? null;
    control = document.activeElement?.id || null;
  });
  document.addEventListener("htmx:afterSettle", () => {
    show();
    if (document.activeElement && document.activeElement !== document.body) return;
    const found = document.getElementById(control) ?? handle(document.getElementById(row))
      ?? document.getElementById("undo") ?? handle(rows()[0]);
    found?.focus({ preventScroll: true });
  });

  // Dragging: a row may be dropped on one of the same place, which is its phase, and in a week its day
  let dragged = null;
  const target = (event) => {
    const over = event.target.closest?.("li[data-place]");
    return dragged && over && over !== dragged && over.parentElement === dragged.parentElement
      && over.dataset.place === dragged.dataset.place ? over : null;
  };
  const mark = (over) => { for (const each of document.querySelectorAll("li.over")) if (each !== over) each.classList.remove("over"); over?.classList.add("over"); };
  document.addEventListener("mousedown", (event) => {
    const held = event.target.closest?.("li[data-place]");
    if (held) held.draggable = !event.target.closest("a, button, input, select, textarea, .line-forms");
  });
  document.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.("li[data-place]") ?? null;
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    dragged.classList.add("dragged");
  });
  document.addEventListener("dragover", (event) => { const over = target(event); mark(over); if (over) event.preventDefault(); });
  document.addEventListener("dragend", () => { mark(null); dragged?.classList.remove("dragged"); dragged = null; });
  document.addEventListener("drop", (event) => {
    const over = target(event);
    if (!over) return;
    event.preventDefault();
    const number = (element) => element.id.replace("item-", "");
    const form = document.getElementById("chosen");
    htmx.ajax("POST", form.getAttribute("action").replace("chosen/", `${number(dragged)}/move/`), {
      source: dragged, target: "#workspace", swap: "outerHTML",
      values: { version: dragged.dataset.version, onto: number(over), view: form.elements.view.value },
    });
  });

  show();
})();
