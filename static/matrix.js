// The cell beside the matrix. Without this script a cell opens as a page of its own.
// One listener for all cells: a matrix has thousands, and none of them needs to be known to htmx.
(() => {
  const drawer = () => document.getElementById("drawer");
  const opener = () => document.querySelector("a.cell[aria-current]");

  const mark = (cell) => {
    opener()?.removeAttribute("aria-current");
    cell?.setAttribute("aria-current", "true");
  };
  const open = async (cell) => {
    mark(cell);
    await htmx.ajax("GET", cell.getAttribute("href"), { target: "#drawer", swap: "outerHTML" }); // brings its address
    if (opener() !== cell) return;
    drawer()?.focus({ preventScroll: true });
    const { top } = drawer().getBoundingClientRect();
    if (top < 0 || top > innerHeight / 2) drawer().scrollIntoView(); // narrow screens have it below the matrix
  };
  const close = () => {
    // As htmx leaves an address behind, so that Back shows the cell again.
    history.replaceState({ htmx: true }, "");
    history.pushState({ htmx: true }, "", drawer().querySelector("[data-close]").href);
    const empty = document.createElement("div");
    empty.id = "drawer";
    empty.hidden = true;
    drawer().replaceWith(empty);
    const cell = opener();
    mark(null);
    cell?.focus();
  };

  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = event.target.closest("a.cell, #drawer [data-close]");
    if (!link || !document.getElementById("matrix")) return;
    event.preventDefault();
    if (link.matches("a.cell")) open(link);
    else close();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && document.getElementById("matrix") && drawer() && !drawer().hidden) close();
  });
})();
