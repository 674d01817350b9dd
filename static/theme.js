// What the first paint needs: that there are scripts, and the theme: system, light or dark. In the head without defer.
(() => {
  const KEY = "theme";
  const CHOICES = ["light", "dark"];
  const root = document.documentElement;

  const remembered = () => {
    try { return localStorage.getItem(KEY); } catch { return null; } // storage may be forbidden
  };
  const remember = (choice) => {
    try { localStorage.setItem(KEY, choice); } catch { /* the choice then lasts for this page */ }
  };
  const apply = (choice) => {
    if (CHOICES.includes(choice)) root.dataset.theme = choice;
    else delete root.dataset.theme;
  };
  const showChoice = () => {
    const current = root.dataset.theme ?? "system";
    for (const group of document.querySelectorAll("[data-theme-switch]")) {
      group.hidden = false; // without this script the switch could do nothing, so the page hides it
      for (const input of group.querySelectorAll("input")) input.checked = input.value === current;
    }
  };

  root.dataset.scripted = ""; // shows what only a script can serve, before anything would move for it
  apply(remembered());
  document.addEventListener("DOMContentLoaded", showChoice);
  document.addEventListener("change", (event) => {
    if (!event.target.closest?.("[data-theme-switch]")) return;
    remember(event.target.value);
    apply(event.target.value);
  });
  addEventListener("storage", (event) => {
    if (event.key !== KEY) return;
    apply(event.newValue);
    showChoice();
  });
})();
