// A form that saves itself: form[data-saves-itself], with #draft inside. What was typed goes to the server by htmx, and only
// #draft comes back: the version that the next save names, when it was saved, and who was there first. The fields are
// never touched, so that whoever types on while a save is under way loses nothing.
(() => {
  const PAUSE = 900; // ms after the last key before it is saved
  const RETRIES = [2, 5, 15, 30, 60]; // seconds
  const form = document.querySelector("form[data-saves-itself]");
  const notice = form.querySelector("[data-failure]");
  let timer = null, retry = null, busy = false, dirty = false, failing = false, tries = 0;
  let waiting = null; // the button that was pressed while a save was under way
  let leaving = false;

  document.documentElement.dataset.autosave = ""; // the style sheet then hides the Save button

  const contested = () => "contested" in document.getElementById("draft").dataset;
  const say = (words) => {
    const place = form.querySelector("[data-saved]");
    place.classList.remove("ok");
    place.textContent = words;
  };

  const save = () => {
    clearTimeout(timer);
    clearTimeout(retry);
    timer = null;
    if (busy) { dirty = true; return; }
    if (!contested()) htmx.trigger(form, "autosave");
  };

  const failed = (words, again = true) => {
    busy = false;
    failing = true;
    waiting = null;
    say("not saved");
    notice.querySelector("p").textContent = `Not saved: ${words} What you typed is kept on this page.`;
    notice.hidden = false;
    if (again) retry = setTimeout(save, 1000 * RETRIES[Math.min(tries++, RETRIES.length - 1)]);
  };

  form.addEventListener("input", ({ target }) => {
    clearTimeout(timer);
    if (!contested()) say("not saved yet");
    timer = setTimeout(save, target.type === "radio" ? 0 : PAUSE);
  });

  // Pressing a button sends the whole page; it waits for the save that is under way, whose version it has to name.
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    clearTimeout(retry);
    timer = null;
    if (busy) {
      event.preventDefault();
      waiting = event.submitter;
    } else leaving = true;
  });

  document.addEventListener("htmx:beforeRequest", ({ detail }) => {
    if (detail.elt !== form) return;
    busy = true;
    dirty = false;
    say("saving …");
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { requestConfig, xhr, target } = event.detail;
    if (requestConfig.elt !== form || xhr.status >= 500) return;
    if (target.id !== "draft") failed("the notice on this page says why.", false);
    else if (!xhr.responseText.includes('id="draft"')) {
      event.detail.shouldSwap = false;
      failed("you are signed out. Sign in in another tab, then try again.", false);
    } else {
      failing = xhr.status === 422;
      tries = 0;
      notice.hidden = true;
    }
  });
  // What was typed since that save began is not saved by it.
  document.addEventListener("htmx:afterSwap", ({ target }) => {
    if (target.id === "draft" && (timer || dirty) && !contested()) say("not saved yet");
  });
  document.addEventListener("htmx:afterSettle", ({ target }) => {
    if (target.id !== "draft") return;
    busy = false;
    if (contested()) { waiting = null; return; }
    if (waiting) form.requestSubmit(waiting);
    else if (dirty) save();
  });

  const unreachable = ({ detail }) => { if (detail.elt === form) failed("the server did not answer. It is tried again."); };
  document.addEventListener("htmx:sendError", unreachable);
  document.addEventListener("htmx:timeout", unreachable);
  document.addEventListener("htmx:responseError", ({ detail }) => {
    if (detail.elt !== form) return;
    if ([400, 413].includes(detail.xhr.status)) failed("it is more than a check-in can hold. Shorten it.", false);
    else if (detail.xhr.status >= 500 || detail.xhr.status === 404) failed("the server could not do it. It is tried again.");
  });
  addEventListener("online", () => { if (failing) save(); });
  document.addEventListener("visibilitychange", () => { if (document.hidden && timer) save(); });
  form.addEventListener("click", ({ target }) => { if (target.closest("[data-theirs]")) leaving = true; });
  addEventListener("beforeunload", (event) => {
    if (!leaving && (timer || busy || failing || contested())) event.preventDefault();
  });
})();
