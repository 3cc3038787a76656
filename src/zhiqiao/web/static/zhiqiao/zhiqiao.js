// What the pages need beyond htmx: keyboard habits, remembered large type, and charts drawn from their own tables.
(() => {
  "use strict";
  const editing = (target) => target.closest("input, textarea, select, [contenteditable]");

  // Whoever needs single keys for something else (speech, a screen reader) turns them off, on this device.
  const KEYS = "zq-keys";
  const off = () => { try { return localStorage.getItem(KEYS) === "off"; } catch { return false; } };
  const help = () => document.querySelector("dialog[data-keys-help]");
  const showHelp = () => { if (help()) { help().querySelector("[data-keys-on]").checked = !off(); help().showModal(); } };
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-keys-on]")) try { localStorage.setItem(KEYS, event.target.checked ? "on" : "off"); } catch { /* not kept */ }
  });
  document.addEventListener("click", (event) => { if (event.target.closest("[data-help]")) showHelp(); });
  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("[data-help]").forEach((one) => { one.hidden = false; }));

  // On a list to review: x ticks the row one is on; p, r, s choose the move that is open for it. Nothing is sent.
  const review = (key) => {
    const row = document.activeElement.closest("form[data-review] [data-row]");
    const box = row && row.querySelector("input[type=checkbox]");
    if (!box) return false;
    const form = box.form;
    const live = document.getElementById("live");
    if (key === "x") {
      box.checked = !box.checked;
      if (live) live.textContent = `${box.getAttribute("aria-label")}: ${box.checked ? form.dataset.ticked : form.dataset.unticked}`;
      return true;
    }
    const verb = row.dataset.keys.split(" ").find((one) => one.startsWith(`${key}:`));
    const select = form.querySelector("select[name=verb]");
    if (!verb || !select) return false;
    if (!form.querySelector("[data-row] input:checked")) box.checked = true;
    select.value = verb.slice(2);
    (key === "r" ? form.querySelector("[name=reason]") : select.closest(".row").querySelector("button")).focus();
    return true;
  };

  // "/" goes to the search box; "g" then a letter goes to a page (data-key on the links of the bar).
  let waiting = false;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || editing(event.target) || off() || document.querySelector("dialog[open]")) return;
    if (event.key === "/") {
      const box = document.querySelector("[data-search]");
      if (box) { event.preventDefault(); box.focus(); }
    } else if (event.key === "g") {
      waiting = true;
      setTimeout(() => { waiting = false; }, 1200);
    } else if (waiting) {
      waiting = false;
      const link = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
      if (link) link.click();
    } else if (event.key === "?") {
      showHelp();
    } else if ("xprs".includes(event.key)) {
      if (review(event.key)) event.preventDefault();
    } else if (event.key === "j" || event.key === "k") {
      const rows = [...document.querySelectorAll("[data-row]")];
      if (!rows.length) return;
      const at = rows.findIndex((row) => row.contains(document.activeElement));
      const next = rows[Math.min(rows.length - 1, Math.max(0, at + (event.key === "j" ? 1 : -1)))];
      const link = next.matches("a") ? next : next.querySelector("a");
      if (link) { event.preventDefault(); link.focus(); }
    }
  });

  // Ctrl+Enter sends a form from within a text area.
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.form) event.target.form.requestSubmit();
  });

  // In the big box Enter sends, Shift+Enter starts a new line; a list to choose from sends its form at once.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || !event.target.matches("textarea[data-enter]")) return;
    event.preventDefault();
    event.target.form.requestSubmit();
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-send]")) event.target.form.requestSubmit();
  });
  // A box with data-all="name" ticks all boxes of that name in its form.
  document.addEventListener("change", (event) => {
    const name = event.target.dataset.all;
    if (name) event.target.form.querySelectorAll(`input[type=checkbox][name="${CSS.escape(name)}"]`).forEach((box) => { box.checked = event.target.checked; });
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
  });

  // <form data-ask="…"> asks before it is sent.
  document.addEventListener("submit", (event) => {
    const question = event.target.dataset.ask;
    if (question && !window.confirm(question)) event.preventDefault();
  });

  // After htmx changed the address, the language switch must lead back to it, not to where the page began.
  document.addEventListener("submit", (event) => {
    const here = event.target.querySelector("[data-here]");
    if (here) here.value = location.pathname + location.search;
  });

  // Large type: kept in a cookie so that the server sends the right class at once.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-large]");
    if (!button) return;
    const large = document.documentElement.classList.toggle("zq-large");
    document.cookie = `large=${large ? 1 : 0}; path=/; max-age=31536000; samesite=lax`;
    button.setAttribute("aria-pressed", String(large));
    window.dispatchEvent(new Event("resize"));
  });

  // A <figure data-chart="bar|pie|line|radar"> holds a table; the picture is drawn from that table, which stays readable.
  const draw = (root) => {
    if (!window.echarts) return;
    root.querySelectorAll("figure[data-chart]").forEach((figure) => {
      const target = figure.querySelector(".zq-chart");
      const table = figure.querySelector("table");
      if (!target || !table || target.dataset.drawn) return;
      target.dataset.drawn = "1";
      const heads = [...table.querySelectorAll("thead th")].slice(1).map((cell) => cell.textContent.trim());
      const rows = [...table.querySelectorAll("tbody tr")].map((row) => [...row.cells].map((cell) => cell.textContent.trim()));
      const names = rows.map((row) => row[0]);
      const number = (text) => Number(text.replace(/[,%\s]/g, ""));
      const kind = figure.dataset.chart;
      const colours = ["#1d5a8c", "#b23a1e", "#2c6e49", "#7d5700", "#6b5f58", "#5b7fa6", "#c98a6b", "#7ca58a"];
      const base = { color: colours, textStyle: { fontFamily: getComputedStyle(document.body).fontFamily }, animation: false, tooltip: {}, aria: { enabled: true } };
      const series = heads.map((name, at) => ({ name, type: kind, data: rows.map((row) => number(row[at + 1])) }));
      let option;
      if (kind === "pie") {
        option = { ...base, series: [{ type: "pie", radius: ["45%", "75%"], data: rows.map((row) => ({ name: row[0], value: number(row[1]) })), label: { formatter: "{b} {c}" } }] };
      } else if (kind === "radar") {
        option = { ...base, radar: { indicator: names.map((name) => ({ name, max: Number(figure.dataset.max || 100) })), radius: names.length > 3 ? "65%" : "75%", center: ["50%", names.length > 3 ? "50%" : "60%"], axisName: { color: "#1c2733", width: 76, overflow: "break" } }, series: [{ type: "radar", areaStyle: { opacity: 0.15 }, data: heads.map((name, at) => ({ name, value: rows.map((row) => number(row[at + 1])) })) }] };
      } else {
        const flat = figure.dataset.flat === "1";
        const category = { type: "category", data: flat ? [...names].reverse() : names, axisTick: { show: false } };
        const value = { type: "value", minInterval: 1 };
        if (flat) series.forEach((one) => one.data.reverse());
        option = { ...base, tooltip: { trigger: "axis" }, legend: heads.length > 1 ? { bottom: 0 } : undefined, grid: { left: 8, right: 24, top: 16, bottom: heads.length > 1 ? 32 : 8, containLabel: true }, xAxis: flat ? value : category, yAxis: flat ? category : value, series };
      }
      const chart = window.echarts.init(target, null, { renderer: "svg" });
      chart.setOption(option);
      window.addEventListener("resize", () => chart.resize());
    });
  };
  document.addEventListener("DOMContentLoaded", () => draw(document));
  document.addEventListener("htmx:afterSwap", (event) => draw(event.target));

  // A part that could not be loaded says so in its place.
  const failed = (event) => {
    const notice = document.createElement("p");
    notice.className = "zq-notice bad mb-0";
    notice.setAttribute("role", "alert");
    notice.textContent = document.body.dataset.failed || "";
    if (event.detail.target && event.detail.target !== document.body) event.detail.target.replaceChildren(notice);
  };
  document.addEventListener("htmx:responseError", failed);
  document.addEventListener("htmx:sendError", failed);

  // Whoever used the keyboard does not lose the place when the link they used is gone.
  document.addEventListener("htmx:afterSettle", (event) => {
    if (document.activeElement !== document.body || !event.target.id || !event.target.matches("[hx-boost]")) return;
    event.target.tabIndex = -1;
    event.target.focus({ preventScroll: true });
  });

  // Tell screen readers what htmx brought.
  document.addEventListener("htmx:afterSwap", (event) => {
    const live = document.getElementById("live");
    const told = event.target.querySelector ? event.target.querySelector("[data-tell]") : null;
    if (live && told) live.textContent = told.dataset.tell || told.textContent.trim();
  });
})();
