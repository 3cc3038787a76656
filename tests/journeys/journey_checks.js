// What a machine can check of a page. Evaluated inside it by the journeys; each function returns sentences about faults.
(() => {
  const short = (one) => one.outerHTML.replace(/\s+/g, " ").slice(0, 140);
  const seen = (one) => one.getClientRects().length > 0;
  const all = (selector) => [...document.querySelectorAll(selector)];

  const named = (one) => [
    one.getAttribute("aria-label"), one.textContent, one.title,
    ...[...one.querySelectorAll("img, svg")].map((picture) => picture.getAttribute("aria-label") || picture.alt),
  ].some((text) => text && text.trim());

  const headings = () => {
    const faults = [];
    const shown = all("h1, h2, h3, h4, h5, h6").filter(seen);
    const first = shown.filter((one) => one.tagName === "H1");
    if (first.length !== 1) faults.push(`${first.length} h1 headings`);
    let before = 0;
    for (const one of shown) {
      const level = Number(one.tagName[1]);
      if (level > before + 1) faults.push(`a heading level is left out before ${short(one)}`);
      before = level;
    }
    return faults;
  };

  const names = () => [
    ...all("input:not([type=hidden]), select, textarea")
      .filter((one) => !one.labels.length && !one.getAttribute("aria-label") && !one.getAttribute("aria-labelledby"))
      .map((one) => `no label: ${short(one)}`),
    ...all("button, a[href]").filter((one) => seen(one) && !named(one)).map((one) => `no name: ${short(one)}`),
    ...all("img:not([alt])").map((one) => `no alternative text: ${short(one)}`),
    ...all("table").filter((one) => !one.querySelector("th[scope], thead th")).map((one) => `no headings: ${short(one)}`),
    ...all("table").filter((one) => !one.caption && !one.getAttribute("aria-label") && !one.closest("figure"))
      .map((one) => `no caption: ${short(one)}`),
  ];

  const references = () => {
    const faults = [];
    const ids = all("[id]").map((one) => one.id);
    for (const id of new Set(ids)) if (ids.filter((other) => other === id).length > 1) faults.push(`id twice: ${id}`);
    for (const name of ["aria-labelledby", "aria-describedby", "aria-controls", "for"]) {
      for (const one of all(`[${name}]`)) {
        for (const id of one.getAttribute(name).split(" ").filter(Boolean)) {
          if (!document.getElementById(id)) faults.push(`${name} names what is not there: ${short(one)}`);
        }
      }
    }
    return faults;
  };

  const faultsOfPage = () => {
    const faults = [...headings(), ...names(), ...references()];
    if (!document.querySelector("main")) faults.push("no main");
    if (!document.title.trim()) faults.push("no title");
    return faults;
  };

  // Contrast by WCAG 2.1: 4.5, for large text 3. Text over a half-transparent ground is left to the eye.
  const channel = (value) => (value / 255 <= 0.03928 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
  const light = ([red, green, blue]) => 0.2126 * channel(red) + 0.7152 * channel(green) + 0.0722 * channel(blue);
  const colour = (text) => {
    const parts = text.match(/[\d.]+/g).map(Number);
    return { rgb: parts.slice(0, 3), opacity: parts.length > 3 ? parts[3] : 1 };
  };
  const ground = (one) => {
    for (let at = one; at; at = at.parentElement) {
      const found = colour(getComputedStyle(at).backgroundColor);
      if (found.opacity > 0.99) return found.rgb;
      if (found.opacity > 0) return null;
    }
    return [255, 255, 255];
  };

  const faintText = () => {
    const faint = new Map();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const one = walker.currentNode.parentElement;
      if (!walker.currentNode.textContent.trim() || !one || !seen(one)) continue;
      if (one.closest("svg, [disabled], .visually-hidden, .zq-skip")) continue;
      const look = getComputedStyle(one);
      const ink = colour(look.color);
      const behind = ground(one);
      if (!behind || ink.opacity < 0.99) continue;
      const [more, less] = [light(ink.rgb), light(behind)].sort((a, b) => b - a);
      const ratio = (more + 0.05) / (less + 0.05);
      const size = parseFloat(look.fontSize);
      const large = size >= 24 || (Number(look.fontWeight) >= 700 && size >= 18.66);
      if (ratio < (large ? 3 : 4.5)) faint.set(`${look.color} on ${behind}`, `${ratio.toFixed(2)}: ${short(one)}`);
    }
    return [...faint].map(([colours, where]) => `${colours}, ${where}`);
  };

  const chineseLabels = () => all("nav, h1, h2, h3, th, label, legend, button, dt, .zq-notice, .zq-empty")
    .filter((one) => seen(one) && !one.closest("[lang=zh-CN]") && !one.querySelector("[lang=zh-CN]"))
    .map((one) => one.textContent.trim().replace(/\s+/g, " "))
    .filter((text) => /[\u4e00-\u9fff]/.test(text));

  const tooWide = () => {
    if (document.documentElement.scrollWidth <= window.innerWidth) return [];
    const wide = all("body *").filter((one) => one.scrollWidth > window.innerWidth || one.getBoundingClientRect().right > window.innerWidth + 1);
    const within = wide.filter((one) => !one.closest(".zq-scroll"));
    return [`${document.documentElement.scrollWidth} of ${window.innerWidth} pixels`, ...(within.length ? within : wide).slice(-6).map(short)];
  };

  return { faultsOfPage, faintText, chineseLabels, tooWide };
})()
