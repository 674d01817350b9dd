// Self-assessment: saves by itself, keeps what is typed when a save fails, moves by keys.
// Without this script each practice, which is a form, has a Save button; the server answers both in the same way.
(() => {
  const PAUSE = 900; // ms after the last key in a text before it is saved
  const RETRIES = [2, 5, 15, 30, 60]; // seconds
  const root = document.documentElement;
  const known = new Map(); // by article id: what is under way

  root.dataset.autosave = ""; // the style sheet then hides the Save buttons and shows the keys

  const state = (article) => {
    if (!known.has(article.id)) known.set(article.id, { tries: 0 });
    return known.get(article.id);
  };
  const articleOf = (element) => element?.closest?.(".practice");
  const within = (article, name) => document.getElementById(`${name}-${article.id.replace("answer-", "")}`);
  const isEvidence = (control) => control.name?.startsWith("evidence-");
  const contested = (article) => "contested" in article.dataset;

  const values = (form) => new Map(
    [...form.elements].filter((e) => e.id && e.matches("input, textarea, select"))
      .map((e) => [e.id, e.type === "radio" ? e.checked : e.value]));

  const say = (article, words) => {
    const place = article.querySelector("[data-saved]");
    place.classList.remove("ok");
    place.textContent = words;
  };
  const announce = (words) => { document.getElementById("announced").textContent = words; };

  // Saving

  const REASONS = ["not_applicable_because", "not_applicable_reason"];
  const needsReason = ({ elements }) =>
    elements.level?.value === "na" && REASONS.some((name) => elements[name] && !elements[name].value.trim());
  const askWhy = (article) => (within(article, "because") ?? within(article, "reason"))?.focus();

  const save = (article, button = null) => {
    const form = article, mine = state(article);
    clearTimeout(mine.timer);
    clearTimeout(mine.retry);
    mine.timer = null;
    if (mine.busy) { mine.next = button ?? mine.next ?? "save"; return; }
    if (button) { document.getElementById(button)?.click(); return; }
    if (contested(article)) return;
    if (needsReason(form)) { say(article, "not saved: the reason is missing"); return; }
    mine.pressed = null;
    htmx.trigger(form, "save");
  };
  const saveSoon = (article) => {
    const mine = state(article);
    clearTimeout(mine.timer);
    mine.timer = setTimeout(() => save(article), PAUSE);
    say(article, "not saved yet");
  };

  const failed = (article, words, again = true) => {
    const mine = state(article), notice = article.querySelector("[data-failure]");
    mine.busy = false;
    mine.failed = true;
    say(article, "not saved");
    article.classList.add("failed");
    notice.querySelector("p").textContent = `Not saved: ${words} What you typed is kept on this page.`;
    notice.hidden = false;
    announce(`Not saved: ${words}`);
    if (!again) return;
    const wait = RETRIES[Math.min(mine.tries++, RETRIES.length - 1)];
    mine.retry = setTimeout(() => save(article, mine.pressed), 1000 * wait);
  };

  document.addEventListener("change", ({ target }) => {
    const article = articleOf(target);
    if (!article || !target.form || isEvidence(target)) return;
    if (target.value === "na" && target.name === "level") askWhy(article);
    save(article);
  });
  document.addEventListener("input", ({ target }) => {
    if (["note", "not_applicable_reason"].includes(target.name) && articleOf(target)) saveSoon(articleOf(target));
  });
  // Choosing the carried level again says that it is still true.
  document.addEventListener("click", ({ target }) => {
    const article = articleOf(target);
    if (article && target.name === "level" && target.defaultChecked) within(article, "confirm")?.click();
  });
  document.addEventListener("submit", (event) => {
    const article = articleOf(event.target);
    if (!article) return;
    const mine = state(article);
    if (mine.busy) {
      event.preventDefault();
      event.stopImmediatePropagation();
      mine.next = event.submitter?.id || "save";
      return;
    }
    clearTimeout(mine.timer);
    mine.timer = null;
    mine.pressed = event.submitter?.id || null;
  }, true);

  // Around each request of htmx

  document.addEventListener("htmx:beforeRequest", ({ detail }) => {
    const article = articleOf(detail.elt);
    if (!article) return;
    const mine = state(article);
    Object.assign(mine, { busy: true, path: detail.requestConfig.path, sent: values(article) });
    say(article, "saving …");
  });

  document.addEventListener("htmx:beforeSwap", (event) => {
    const { requestConfig, xhr, target } = event.detail;
    const article = articleOf(requestConfig.elt);
    if (!article) return;
    const mine = state(article);
    if (xhr.status === 403) { failed(article, "you may not change this answer now.", false); return; }
    if (xhr.status >= 500) return;
    if (target !== article) { failed(article, "the rest of the page says why.", false); return; }
    if (!xhr.responseText.includes(`id="${article.id}"`)) {
      event.detail.shouldSwap = false;
      failed(article, "you are signed out. Sign in in another tab, then try again.", false);
      return;
    }
    mine.failed = false;
    mine.tries = 0;
    mine.status = xhr.status;
    mine.hadFocus = article.contains(document.activeElement);
    mine.kept = keptFrom(article, mine);
  });

  // What was typed while the request was under way, and a half-typed link that the request did not carry.
  const keptFrom = (article, mine) => {
    const dropped = requestDropsTyping(mine), addsLink = mine.path.endsWith("/evidence/");
    return [...values(article)].filter(([id, value]) => {
      const control = document.getElementById(id);
      if (dropped || mine.status !== 200) return value !== mine.sent.get(id);
      return value !== mine.sent.get(id) || (isEvidence(control) && !addsLink && value !== control.defaultValue);
    });
  };
  const requestDropsTyping = (mine) => mine.pressed?.startsWith("theirs-");

  document.addEventListener("htmx:afterSwap", ({ target }) => {
    if (!target.matches?.(".practice")) return;
    const mine = state(target);
    let unsaved = false;
    for (const [id, value] of mine.kept ?? []) {
      const control = document.getElementById(id);
      if (!control) continue;
      if (control.type === "radio") control.checked = value; else control.value = value;
      if (isEvidence(control)) control.closest("details").open = true; else unsaved = true;
    }
    mine.kept = null;
    if (mine.hadFocus && (document.activeElement === document.body || !document.activeElement)) {
      (mine.path.endsWith("/evidence/") ? within(target, "add") : target).focus({ preventScroll: true });
    }
    mine.unsaved = unsaved;
    announce(mine.status === 200 ? "Saved" : "Not saved");
  });

  // Only from here on does htmx know the new form: what was pressed since the swap has waited with what was pressed before.
  document.addEventListener("htmx:afterSettle", ({ target }) => {
    if (!target.matches?.(".practice")) return;
    const mine = state(target), { next, unsaved } = mine;
    Object.assign(mine, { busy: false, next: null, unsaved: false });
    if (next || unsaved) save(target, next && next !== "save" ? next : null);
    else settle();
  });

  // Answers to two saves may come in the other order than they were counted in; the later count stays.
  const saves = (element) => Number(element?.dataset?.saves ?? 0);
  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    const { target, fragment } = event.detail;
    if (saves(fragment.firstElementChild) < saves(target)) event.detail.shouldSwap = false;
  });

  const unreachable = ({ detail }) => {
    const article = articleOf(detail.elt);
    if (article) failed(article, "the server did not answer. It is tried again.");
  };
  document.addEventListener("htmx:sendError", unreachable);
  document.addEventListener("htmx:timeout", unreachable);
  document.addEventListener("htmx:responseError", ({ detail }) => {
    const article = articleOf(detail.elt), tooLong = [400, 413].includes(detail.xhr.status);
    if (article && tooLong) failed(article, "it is more than an answer can hold. Shorten it.", false);
    else if (article) failed(article, "the server could not do it. It is tried again.");
  });
  addEventListener("online", () => {
    for (const [id, mine] of known) if (mine.failed) save(document.getElementById(id), mine.pressed);
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) return;
    for (const [id, mine] of known) if (mine.timer) save(document.getElementById(id));
  });
  addEventListener("beforeunload", (event) => {
    if (unsettled()) event.preventDefault();
  });

  // Leaving, once nothing is under way that leaving would cut off

  const unsettled = () => [...known.values()].some((mine) => mine.timer || mine.busy || mine.failed);
  let afterSaving = null;
  const settle = () => {
    if (!afterSaving || unsettled()) return;
    const then = afterSaving;
    afterSaving = null;
    then();
  };
  const onceSaved = (then) => {
    afterSaving = then;
    for (const [id, mine] of known) if (mine.timer) save(document.getElementById(id));
    settle();
  };

  // Keys

  const articles = () => [...document.querySelectorAll(".practice")];
  const current = () => articleOf(document.activeElement)
    ?? articles().find((article) => article.getBoundingClientRect().bottom > 80);

  const go = (step) => {
    const all = articles(), here = articleOf(document.activeElement);
    const next = here ? all[all.indexOf(here) + step] : current();
    if (next) focusOn(next);
    return Boolean(next);
  };
  const focusOn = (article) => {
    article.focus({ preventScroll: true });
    article.scrollIntoView({ block: "start" });
  };
  const level = (value) => (article) => {
    const radio = document.getElementById(`level-${article.id.replace("answer-", "")}-${value}`);
    if (!radio || radio.disabled) return false;
    if (!article.contains(document.activeElement)) article.focus({ preventScroll: true });
    radio.click();
    if (value === "na") askWhy(article);
    return true;
  };
  const evidence = (article) => {
    const details = within(article, "adding");
    if (!details) return false;
    details.open = true;
    within(article, "evidence-title").focus();
    return true;
  };
  // One key confirms and goes on: to the next that waits on this page, then to the next dimension that has some
  // (its link gets the focus, and the same key follows it), then to the review.
  const waiting = (after) => {
    const all = articles(), from = all.indexOf(after) + 1;
    return [...all.slice(from), ...all.slice(0, from)]
      .find((article) => article !== after && within(article, "confirm") && !state(article).busy);
  };
  const steps = () => [...document.querySelectorAll(".steps a")];
  const here = () => steps().findIndex((step) => step.hasAttribute("aria-current"));
  const wayOn = () => {
    const all = steps(), from = here() + 1;
    return [...all.slice(from), ...all.slice(0, from)].find((step) => "unconfirmed" in step.dataset)
      ?? document.getElementById("review");
  };
  const confirm = (article) => {
    const button = within(article, "confirm");
    if (!button) return false;
    article.focus({ preventScroll: true });
    button.click();
    const next = waiting(article);
    if (next) focusOn(next);
    else onceSaved(() => wayOn()?.focus());
    return true;
  };
  const isWayOn = (element) => element.matches(".steps a[data-unconfirmed], #review");
  const follow = (link) => {
    if (link) onceSaved(() => link.click());
    return Boolean(link);
  };
  const ACTIONS = { n: level("na"), d: level("unknown"), e: evidence, c: confirm };
  const LINKS = {
    "[": () => steps()[here() - 1],
    "]": () => steps()[here() + 1],
    s: () => document.getElementById("review"),
    u: () => document.getElementById("show-unconfirmed"),
  };

  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    // Some keyboards write [ and ] with AltGr, which comes as Ctrl and Alt.
    const held = event.metaKey || ((event.ctrlKey || event.altKey) && !event.getModifierState("AltGraph"));
    if (held || event.isComposing) return;
    const typing = target.matches("textarea, select, input:not([type=radio])");
    if (typing) {
      if (key === "Escape") articleOf(target)?.focus();
      if (key === "Enter" && isEvidence(target)) {
        event.preventDefault();
        within(articleOf(target), "add-link").click();
      }
      return;
    }
    const list = document.getElementById("keys");
    if (key === "?") { list.togglePopover(); event.preventDefault(); return; }
    if (list.matches(":popover-open") || target.closest(".top")) return;
    const pressed = key.toLowerCase();
    let done = false;
    if (key === "ArrowDown") done = go(1);
    else if (key === "ArrowUp") done = go(-1);
    else if (pressed === "c" && isWayOn(target)) done = follow(target);
    else if (current()) done = (/^\d$/.test(key) ? level(key) : ACTIONS[pressed])?.(current());
    done ||= follow(LINKS[pressed]?.());
    if (done || (key.startsWith("Arrow") && target.type === "radio" && /Up|Down/.test(key))) event.preventDefault();
  });
})();
