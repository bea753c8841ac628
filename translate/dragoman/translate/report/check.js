"use strict";
(() => {
  const form = document.querySelector(".filters");
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  const code = document.getElementById("code");
  const file = document.getElementById("file");
  const text = document.getElementById("text");
  const shown = document.getElementById("shown");
  const boxes = [...document.querySelectorAll("input[data-severity]")];
  const sections = [...document.querySelectorAll("section")].map((section) => ({
    section,
    segments: [...section.querySelectorAll("article")].map((article) => ({
      article,
      words: article.textContent.toLowerCase(),
      items: [...article.querySelectorAll("li")],
    })),
  }));
  const filter = () => {
    const severities = new Set(boxes.filter((box) => box.checked).map((box) => box.dataset.severity));
    const wanted = text.value.trim().toLowerCase();
    let count = 0;
    for (const { section, segments } of sections) {
      const here = !file.value || section.dataset.file === file.value;
      let any = !segments.length;
      for (const { article, words, items } of segments) {
        const fits = here && (!wanted || words.includes(wanted));
        let left = 0;
        for (const item of items) {
          const shows = fits && severities.has(item.dataset.severity) && (!code.value || code.value === item.dataset.code);
          item.hidden = !shows;
          left += shows ? 1 : 0;
        }
        article.hidden = !left;
        any = any || left > 0;
        count += left;
      }
      section.hidden = !here || !any;
    }
    shown.textContent = count + " shown";
  };
  form.addEventListener("input", filter);
  filter();
})();
