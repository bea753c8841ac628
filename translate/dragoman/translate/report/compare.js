"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const [LINE, SOURCE, REFERENCES, TEXTS, SCORES, TERMS, PLACES, FINDINGS] = [0, 1, 2, 3, 4, 5, 6, 7];
  const BATCH = 20;
  const CELLS = 4e6; // a table of more cells for one pair of texts would take seconds and megabytes
  const get = (id) => document.getElementById(id);
  const form = document.querySelector(".controls");
  const list = get("list");
  const more = get("more");
  const sign = data.higher[data.main] ? 1 : -1;
  const score = (row, system) => row[SCORES][system][data.main];
  const element = (name, classes, ...content) => {
    const made = document.createElement(name);
    if (classes) made.className = classes;
    made.append(...content);
    return made;
  };

  // -- what differs ------------------------------------------------------------------------------------------------
  const token = data.spaced
    ? /[\p{L}\p{M}\p{N}]+(?:[-'’.,][\p{L}\p{M}\p{N}]+)*|[^\s]/gu
    : /[A-Za-z0-9]+(?:[.,][0-9]+)*|[^\s]/gu;
  const tokens = (text) => [...text.matchAll(token)].map((found) => ({ text: found[0], at: found.index }));

  /** For two lists of tokens, which of each are in a longest common subsequence; null where that is too much work. */
  const common = (left, right) => {
    const kept = [new Uint8Array(left.length), new Uint8Array(right.length)];
    let start = 0;
    let [n, m] = [left.length, right.length];
    while (start < n && start < m && left[start].text === right[start].text) {
      kept[0][start] = kept[1][start] = 1;
      start += 1;
    }
    while (n > start && m > start && left[n - 1].text === right[m - 1].text) {
      n -= 1;
      m -= 1;
      kept[0][n] = kept[1][m] = 1;
    }
    const [rows, columns] = [n - start, m - start];
    const width = columns + 1;
    if ((rows + 1) * width > CELLS) return null;
    const table = new Uint32Array((rows + 1) * width);
    for (let i = rows - 1; i >= 0; i -= 1) {
      for (let j = columns - 1; j >= 0; j -= 1) {
        table[i * width + j] =
          left[start + i].text === right[start + j].text
            ? table[(i + 1) * width + j + 1] + 1
            : Math.max(table[(i + 1) * width + j], table[i * width + j + 1]);
      }
    }
    for (let i = 0, j = 0; i < rows && j < columns; ) {
      if (left[start + i].text === right[start + j].text) {
        kept[0][start + i] = kept[1][start + j] = 1;
        i += 1;
        j += 1;
      } else if (table[(i + 1) * width + j] >= table[i * width + j + 1]) i += 1;
      else j += 1;
    }
    return kept;
  };

  /** What `text` has and `other` has not, as marks; what it leaves out, as [position, words]. */
  const difference = (text, other) => {
    const [ours, theirs] = [tokens(text), tokens(other)];
    const kept = common(ours, theirs);
    if (!kept) return { marks: [], gaps: [] };
    const marks = [];
    ours.forEach((one, index) => {
      if (kept[0][index]) return;
      const last = marks.at(-1);
      const end = one.at + one.text.length;
      if (last && index && !kept[0][index - 1]) last.end = end;
      else marks.push({ start: one.at, end, ins: true });
    });
    const gaps = [];
    for (let i = 0, j = 0; j < theirs.length; ) {
      if (kept[1][j]) {
        while (!kept[0][i]) i += 1;
        i += 1;
        j += 1;
        continue;
      }
      const from = j;
      while (j < theirs.length && !kept[1][j]) j += 1;
      const last = theirs[j - 1];
      const words = other.slice(theirs[from].at, last.at + last.text.length);
      gaps.push([i ? ours[i - 1].at + ours[i - 1].text.length : 0, words]);
    }
    return { marks, gaps };
  };

  // -- drawing -----------------------------------------------------------------------------------------------------
  /** A paragraph of text with marks that may overlap, and words put in at gaps. */
  const paragraph = (text, language, marks, gaps = []) => {
    const made = element("p");
    made.lang = language;
    if (!text) made.append(element("em", "quiet", "empty"));
    const edges = new Set([0, text.length]);
    for (const mark of marks) edges.add(mark.start).add(mark.end);
    for (const [at] of gaps) edges.add(at);
    const sorted = [...edges].sort((a, b) => a - b);
    sorted.forEach((edge, index) => {
      for (const [at, words] of gaps) if (at === edge) made.append(element("del", "", words));
      const next = sorted[index + 1];
      if (next === undefined) return;
      const over = marks.filter((mark) => mark.start <= edge && next <= mark.end);
      const piece = text.slice(edge, next);
      if (!over.length) {
        made.append(piece);
        return;
      }
      const part = element(over.some((mark) => mark.ins) ? "ins" : "span", "", piece);
      part.className = over.map((mark) => mark.name || "").join(" ").trim();
      const tip = over.map((mark) => mark.tip).find(Boolean);
      if (tip) part.title = tip;
      made.append(part);
    });
    return made;
  };

  const missed = (row, index, systems) => systems.some((system) => !row[PLACES][system][index]);

  /** Findings as lines of text, those that say the same in one. */
  const notes = (findings, text) => {
    const words = new Map();
    for (const [code, message, start, end] of findings) {
      const what = `${code}: ${message}`;
      const known = words.get(what) ?? [];
      if (start >= 0) known.push(`“${text.slice(start, end)}”`);
      words.set(what, known);
    }
    return [...words].map(([what, parts]) => (parts.length ? `${what}: ${parts.join(", ")}` : what));
  };

  const draw = (row, state) => {
    const values = state.shown.map((system) => score(row, system));
    const best = sign * Math.max(...values.map((value) => sign * value));
    const made = element("article", "seg");
    made.append(element("h3", "", `line ${row[LINE]}`));
    if (row[SOURCE]) {
      const marks = row[TERMS].map(([concept, start, end], index) => ({
        start, end, tip: data.concepts[concept], name: missed(row, index, state.shown) ? "term missed" : "term",
      }));
      made.append(line("source", "source", paragraph(row[SOURCE], data.source, marks)));
    }
    row[REFERENCES].forEach((text, index) => {
      const name = row[REFERENCES].length > 1 ? `reference ${index + 1}` : "reference";
      made.append(line("reference", name, paragraph(text, data.target, [])));
    });
    const other = state.against && row[state.against[0] === "r" ? REFERENCES : TEXTS][state.against.slice(1)];
    state.shown.forEach((system, place) => {
      const text = row[TEXTS][system];
      const self = state.against === `h${system}`;
      const { marks, gaps } = other === "" || self ? { marks: [], gaps: [] } : difference(text, other);
      row[PLACES][system].forEach((span, index) => {
        if (span) marks.push({ start: span[0], end: span[1], name: "term", tip: data.concepts[row[TERMS][index][0]] });
      });
      for (const [code, message, start, end] of row[FINDINGS][system]) {
        if (start >= 0) marks.push({ start, end, name: "warn", tip: `${code}: ${message}` });
      }
      const body = element("div", "", paragraph(text, data.target, marks, state.dropped ? gaps : []));
      const alerts = notes(row[FINDINGS][system], text).map((note) => element("li", "alert", note));
      if (alerts.length) body.append(element("ul", "alerts", ...alerts));
      const number = element("b", values[place] === best && state.shown.length > 1 ? "top" : "", values[place].toFixed(1));
      number.title = data.metrics.map((name, index) => `${name} ${row[SCORES][system][index].toFixed(1)}`).join(", ");
      const dot = element("i", `dot s${system % 10}`);
      dot.setAttribute("aria-hidden", "true");
      made.append(line("system", [number, dot, data.names[system]], body));
    });
    return made;
  };

  const line = (kind, name, body) => {
    const who = element("div", "who");
    who.append(...[name].flat());
    return element("div", `row ${kind}`, who, body);
  };

  // -- what to draw ------------------------------------------------------------------------------------------------
  const haystacks = new Map();
  const haystack = (row) => {
    if (!haystacks.has(row)) {
      haystacks.set(row, [row[LINE], row[SOURCE], ...row[REFERENCES], ...row[TEXTS]].join("\n").toLowerCase());
    }
    return haystacks.get(row);
  };
  const checked = (id) => Boolean(get(id)?.checked);

  const read = () => {
    const only = get("system").value;
    return {
      words: get("search").value.toLowerCase().trim(),
      order: get("order").value,
      only: only === "" ? null : Number(only),
      against: get("against").value,
      findings: checked("findings"),
      errors: checked("errors"),
      concept: get("concept")?.value ?? "",
      dropped: checked("dropped"),
      shown: [...form.querySelectorAll("[name=show]")].filter((box) => box.checked).map((box) => Number(box.value)),
    };
  };

  const wanted = (row, state) => {
    const systems = state.only === null ? state.shown : [state.only];
    if (state.findings && !systems.some((system) => row[FINDINGS][system].length)) return false;
    if (state.errors && !systems.some((system) => row[FINDINGS][system].some((finding) => finding[4]))) return false;
    if (state.concept !== "" && !row[TERMS].some((term) => term[0] === Number(state.concept))) return false;
    return !state.words || haystack(row).includes(state.words);
  };

  const rank = (row, state) => {
    const values = (state.only === null ? state.shown : [state.only]).map((system) => sign * score(row, system));
    if (!values.length) return 0;
    if (state.order === "worst") return Math.min(...values);
    if (state.order === "best") return -Math.max(...values);
    const every = state.shown.map((system) => sign * score(row, system));
    if (state.only === null) return every.length ? Math.min(...every) - Math.max(...every) : 0;
    return -Math.max(...every.map((value) => Math.abs(value - values[0])));
  };

  let [rows, drawn, state] = [[], 0, null];
  const next = () => {
    const batch = rows.slice(drawn, drawn + BATCH);
    drawn += batch.length;
    list.append(...batch.map((row) => draw(row, state)));
    more.hidden = drawn >= rows.length;
  };
  const update = () => {
    state = read();
    rows = data.rows.filter((row) => wanted(row, state));
    if (state.order !== "file") {
      const ranks = new Map(rows.map((row) => [row, rank(row, state)]));
      rows.sort((a, b) => ranks.get(a) - ranks.get(b));
    }
    get("count").textContent = `${rows.length} of ${data.rows.length} segments`;
    list.replaceChildren();
    drawn = 0;
    next();
  };

  let timer = 0;
  form.addEventListener("input", (event) => {
    clearTimeout(timer);
    timer = setTimeout(update, event.target.type === "search" ? 200 : 0);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  more.addEventListener("click", next);
  new IntersectionObserver((seen) => {
    if (seen.some((entry) => entry.isIntersecting) && !more.hidden) next();
  }, { rootMargin: "600px" }).observe(more);
  const concepts = get("concept");
  if (concepts) {
    const named = data.concepts.map((name, index) => [name, index]).sort((a, b) => (a[0] < b[0] ? -1 : 1));
    concepts.append(...named.map(([name, index]) => new Option(name, index)));
    for (const button of document.querySelectorAll("[data-concept]")) {
      button.addEventListener("click", () => {
        concepts.value = data.concepts.indexOf(button.dataset.concept);
        update();
        get("segments").scrollIntoView();
      });
    }
  }
  form.hidden = false;
  update();
})();
