// "saved 12 s ago": tells in how long ago what [data-saved] tells by the clock.
(() => {
  const tick = () => {
    for (const time of document.querySelectorAll("[data-saved] time")) {
      time.dataset.absolute ??= time.textContent;
      const seconds = Math.max(0, Math.round((Date.now() - new Date(time.dateTime)) / 1000));
      if (seconds < 60) time.textContent = `saved ${seconds} s ago`;
      else if (seconds < 3600) time.textContent = `saved ${Math.floor(seconds / 60)} min ago`;
      else time.textContent = time.dataset.absolute;
    }
  };
  document.addEventListener("htmx:afterSwap", tick);
  setInterval(tick, 1000);
  tick();
})();
