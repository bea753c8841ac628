"use strict";
(() => {
  const tip = document.createElement("div");
  tip.id = "tip";
  tip.setAttribute("role", "status");
  tip.hidden = true;
  document.body.append(tip);
  for (const part of document.querySelectorAll("[data-t]")) {
    part.setAttribute("aria-description", part.title);
    part.removeAttribute("title");
  }
  let lit = [];
  const hide = () => {
    for (const part of lit) part.classList.remove("lit");
    lit = [];
    tip.hidden = true;
  };
  const show = (part) => {
    const detail = document.getElementById("d" + part.dataset.t);
    hide();
    lit = [...document.querySelectorAll(`[data-t="${part.dataset.t}"]`)];
    for (const other of lit) other.classList.add("lit");
    if (!detail) return;
    tip.replaceChildren(...[...detail.childNodes].map((node) => node.cloneNode(true)));
    tip.hidden = false;
    const spot = part.getClientRects()[0];
    const left = Math.max(8, Math.min(spot.left, innerWidth - tip.offsetWidth - 8));
    const below = spot.bottom + 8;
    const top = below + tip.offsetHeight < innerHeight ? below : Math.max(8, spot.top - tip.offsetHeight - 8);
    tip.style.left = left + "px";
    tip.style.top = top + "px";
  };
  const find = (event) => (event.target instanceof Element ? event.target.closest("[data-t]") : null);
  document.addEventListener("pointerover", (event) => {
    const part = find(event);
    if (part) show(part);
    else if (event.pointerType === "mouse") hide();
  });
  document.addEventListener("focusin", (event) => {
    const part = find(event);
    if (part) show(part);
    else hide();
  });
  document.addEventListener("click", (event) => {
    if (!find(event)) hide();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });
  document.addEventListener("scroll", hide, { passive: true });
})();
