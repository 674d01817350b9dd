// The turnout of a vote is asked for again and again, but not by a page that nobody looks at or that is signed out.
// Without this script and without htmx a reload shows it.
(() => {
  const polls = (element) => element?.matches?.("[data-polls]");

  document.addEventListener("htmx:beforeRequest", (event) => {
    if (document.hidden && polls(event.detail.elt)) event.preventDefault();
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { elt, target, xhr } = event.detail;
    if (polls(elt) && !xhr.responseText.includes(`id="${target.id}"`)) event.detail.shouldSwap = false;
  });
})();
