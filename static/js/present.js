/* Turning the pages of a story by keys. Without it the chapters are links to anchors. */
(() => {
  const slides = [...document.querySelectorAll(".slide")];
  const dots = [...document.querySelectorAll(".pr-dots a")];
  const leave = document.querySelector("[data-leave]");
  const full = document.querySelector("[data-full]");
  let at = Math.max(0, slides.findIndex((slide) => `#${slide.id}` === location.hash));

  function mark(index) {
    at = index;
    dots.forEach((dot, number) => (number === index ? dot.setAttribute("aria-current", "true") : dot.removeAttribute("aria-current")));
    const dot = dots[index];
    dot.parentElement.scrollLeft = dot.offsetLeft - (dot.parentElement.clientWidth - dot.offsetWidth) / 2;
  }
  function turn(index) {
    const slide = slides[Math.max(0, Math.min(slides.length - 1, index))];
    slide.scrollIntoView();
    history.replaceState(null, "", `#${slide.id}`);
    mark(slides.indexOf(slide));
  }

  const steps = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 };
  addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key in steps) turn(at + steps[event.key]);
    else if (event.key === "Home") turn(0);
    else if (event.key === "End") turn(slides.length - 1);
    else if (event.key === "Escape" && !document.fullscreenElement) return location.assign(leave.href);
    else return;
    event.preventDefault();
  });
  const seen = new IntersectionObserver((entries) => entries.forEach((entry) => entry.isIntersecting && mark(slides.indexOf(entry.target))), { rootMargin: "-45% 0px -45% 0px" });
  slides.forEach((slide) => seen.observe(slide));

  document.querySelector(".pr-keys").hidden = false;
  if (document.fullscreenEnabled) {
    full.hidden = false;
    full.addEventListener("click", () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()));
  }
})();
