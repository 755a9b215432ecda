// The live part of a page: sliders → changes → the engine in a worker → tables. Without it the page is whole, but still.
"use strict";
(() => {
  const find = (id) => document.getElementById(id);
  const read = (id) => JSON.parse(find(id).textContent);

  for (const fold of document.querySelectorAll("details:not(.long)")) {
    addEventListener("beforeprint", () => { fold.dataset.was = fold.open ? "1" : ""; fold.open = true; });
    addEventListener("afterprint", () => { fold.open = fold.dataset.was === "1"; });
  }

  corners();
  if (find("data")) live().catch((error) => noEngine(error));

  // A slider along the frontier shows the row of the table that it stands at.
  function corners() {
    const slider = find("corner");
    if (!slider) return;
    slider.closest(".live").hidden = false;
    const table = find("corners").querySelector("table");
    const heads = [...table.tHead.rows[0].cells].map((cell) => cell.textContent);
    const show = () => {
      const row = table.tBodies[0].rows[slider.value - 1];
      for (const other of table.tBodies[0].rows) other.classList.toggle("picked", other === row);
      const list = document.createElement("dl");
      [...row.cells].forEach((cell, place) => {
        if (place === 0 || cell.textContent === "" || cell.textContent === "0.0") return;
        const pair = document.createElement("div");
        pair.append(of("dt", heads[place]), of("dd", cell.textContent));
        list.append(pair);
      });
      find("corner-o").textContent = slider.value;
      const box = find("corner-plan");
      box.replaceChildren(of("p", box.dataset.caption), list);
    };
    slider.addEventListener("input", show);
    show();
  }

  function of(name, text) {
    const element = document.createElement(name);
    element.textContent = text;
    return element;
  }

  function filled(text, values) {
    return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  }

  function noEngine(error) {
    const texts = read("data").texts;
    find("standing").textContent = filled(texts.noEngine, { why: error.message || String(error) });
    for (const box of document.querySelectorAll("#live .live")) box.hidden = false;
    document.documentElement.dataset.state = "failed";
  }

  async function inflated(text) {
    const packed = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    return new Response(stream).arrayBuffer();
  }

  async function live() {
    const data = read("data"), texts = data.texts;
    const root = document.documentElement;
    for (const box of document.querySelectorAll("#live .live")) box.hidden = false;
    const bytes = await inflated(find("engine").textContent);
    const source = URL.createObjectURL(new Blob([read("worker")], { type: "text/javascript" }));

    const sliders = [...document.querySelectorAll("#controls input[type=range]")];
    const free = find("free"), fault = find("fault"), standing = find("standing");
    // what a browser makes of a start that is between two steps
    const starts = new Map(sliders.map((slider) => [slider, slider.value]));

    const changeOf = (slider) => `${slider.dataset.key}${slider.dataset.sign}${slider.value}`;
    const moved = () => sliders.filter((slider) => slider.value !== starts.get(slider)).map(changeOf);
    const typed = () => free.value.split("\n").map((line) => line.trim()).filter((line) => line !== "");
    const position = () => [...moved(), ...typed()];

    function label(slider) {
      const isFactor = slider.dataset.sign === "*=";
      const text = isFactor ? `× ${slider.value}` : `${slider.value} ${slider.dataset.unit}`;
      find(slider.id + "-o").textContent = text;
      slider.setAttribute("aria-valuetext", isFactor ? `${slider.value} ${texts.times}` : text);
    }

    // --- the address
    function toAddress(changes) {
      const pairs = changes.map((change) => "set=" + encodeURIComponent(change));
      const hash = pairs.length ? "#" + pairs.join("&") : location.pathname + location.search;
      history.replaceState(null, "", hash);
    }

    function fromAddress() {
      const pairs = location.hash.slice(1).split("&").filter((pair) => pair.startsWith("set="));
      if (pairs.length === 0) return false;
      const rest = [];
      for (const slider of sliders) slider.value = starts.get(slider);
      for (const pair of pairs) {
        let change;
        try { change = decodeURIComponent(pair.slice(4)); } catch { change = pair.slice(4); }
        const slider = sliders.find((one) => change.startsWith(one.dataset.key + one.dataset.sign));
        const value = slider && change.slice((slider.dataset.key + slider.dataset.sign).length);
        if (slider) slider.value = value;
        if (!slider || slider.value !== value) {
          if (slider) slider.value = starts.get(slider);
          rest.push(change);
        }
      }
      free.value = rest.join("\n");
      sliders.forEach(label);
      return true;
    }

    // --- the command line
    function quoted(word) {
      return /^[\w@%+=:,.\/-]+$/.test(word) ? word : "'" + word.replaceAll("'", "'\\''") + "'";
    }

    function command(changes) {
      const words = ["eastwest", "solve", ...data.command, "--periods", "one"];
      for (const change of changes) words.push("--set", change);
      return words.map(quoted).join(" ");
    }

    // --- engines: one for moves, one for all periods when the hand rests
    function engine(onTold) {
      const worker = new Worker(source);
      const self = { worker, busy: true, ready: null };
      self.ready = new Promise((resolve, reject) => {
        worker.onerror = (event) => reject(new Error(event.message || "worker"));
        worker.onmessage = ({ data: told }) => {
          self.busy = false;
          if (told.id === undefined) {
            if (told.trapped || told.error) reject(new Error(told.trapped || told.error));
            else resolve(told.opened);
          } else onTold(told);
        };
      });
      worker.postMessage({ module: bytes, opening: data.open });
      return self;
    }

    let serial = 0, wanted = [], resting = 0, restingAll = 0, slow = null, shown = null;
    const key = () => JSON.stringify(wanted);

    function tell(told, isOne) {
      const bad = told.trapped || told.told.error;
      fault.textContent = bad ? filled(texts.uncertified, { why: bad }) + " " + texts.ask : "";
      if (bad) { standing.textContent = ""; find("position").replaceChildren(); return false; }
      // written by the engine, which escapes every name
      find("figures").innerHTML = told.told.figures;
      const ms = told.ms < 10 ? told.ms.toFixed(1) : Math.round(told.ms).toString();
      standing.textContent = filled(isOne ? texts.one : texts.all, { ms, periods: data.periods });
      root.dataset.objective = told.told.objective_cny;
      root.dataset.carbon = told.told.carbon_t;
      root.dataset.ms = told.ms;
      root.dataset.kind = isOne ? "one" : "all";
      return true;
    }

    const fast = engine((told) => {
      const of = told.id.split(" ", 1)[0], at = told.id.slice(of.length + 1);
      if (of === "move") {
        const good = tell(told, true);
        if (at !== key()) return move();
        root.dataset.state = good ? "solved" : "refused";
        if (good) resting = setTimeout(rest, 150, at);
      } else if (of === "claims") {
        if (at !== key()) return move();
        if (told.told && !told.told.error) ask(fast, "draw " + at, { draw: {} });
      } else {
        if (at !== key()) return move();
        if (told.told && !told.told.error) find("position").innerHTML = told.told.position;
        root.dataset.state = "drawn";
        if (data.periods > 1 && wanted.length) restingAll = setTimeout(all, 500, at);
      }
    });

    function ask(engine, id, request) {
      engine.busy = true;
      engine.worker.postMessage({ id, request });
    }

    function move() {
      clearTimeout(resting);
      clearTimeout(restingAll);
      if (slow) { slow.worker.terminate(); slow = null; }
      wanted = position();
      find("command").textContent = command(wanted);
      if (fast.busy) return;
      root.dataset.state = "solving";
      ask(fast, "move " + key(), { solve: { set: wanted, one: true, claims: false } });
    }

    function rest(at) {
      if (at === key() && !fast.busy) ask(fast, "claims " + at, { solve: { set: wanted, one: true, claims: true } });
    }

    async function all(at) {
      if (at !== key()) return;
      standing.textContent = filled(texts.workingAll, { periods: data.periods });
      const mine = slow = engine((told) => {
        if (slow !== mine || at !== key()) return;
        if (tell(told, false)) root.dataset.state = "solved all";
        mine.worker.terminate();
        slow = null;
      });
      await mine.ready;
      if (slow === mine) ask(mine, "all " + at, { solve: { set: wanted, one: false, claims: false } });
    }

    function changed() {
      root.dataset.state = "moved";
      move();
      toAddress(wanted);
    }

    const opened = await fast.ready;
    for (const slider of sliders) {
      slider.disabled = false;
      slider.addEventListener("input", () => { label(slider); changed(); });
    }
    free.disabled = false;
    free.addEventListener("change", changed);
    find("reset").disabled = false;
    find("reset").addEventListener("click", () => {
      for (const slider of sliders) { slider.value = starts.get(slider); label(slider); }
      free.value = "";
      changed();
    });
    addEventListener("hashchange", () => { if (fromAddress()) move(); });
    root.dataset.keys = opened.keys.length;
    fromAddress();
    move();
  }
})();
