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
  document.querySelectorAll(".rows").forEach(picks);
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
      mark(slider.value - 1);
    };
    const svg = document.querySelector("#frontier .picture svg");
    const mark = svg ? pointed(svg, JSON.parse(slider.dataset.places), (row) => {
      slider.value = row + 1;
      show();
    }) : () => {};
    slider.addEventListener("input", show);
    show();
  }

  // Points of a picture: the nearest to the hand is taken, by a press and while it is dragged. Gives what puts the ring at a point.
  function pointed(svg, places, take) {
    const ring = document.createElementNS("http://www.w3.org/2000/svg", "circle");
    for (const [name, value] of [["r", 28], ["fill", "none"], ["stroke", "#000"], ["stroke-width", 8]]) ring.setAttribute(name, value);
    svg.append(ring);
    svg.classList.add("pick");
    const near = (event) => {
      if (!(event.buttons & 1)) return;
      const here = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
      const far = places.map((place) => (place ? (place[0] - here.x) ** 2 + (place[1] - here.y) ** 2 : Infinity));
      take(far.indexOf(Math.min(...far)));
    };
    for (const name of ["pointerdown", "pointermove"]) svg.addEventListener(name, near);
    return (row) => {
      const place = places[row];
      ring.setAttribute("visibility", place ? "visible" : "hidden");
      if (place) { ring.setAttribute("cx", place[0]); ring.setAttribute("cy", place[1]); }
    };
  }

  // Points of saved results: the hand takes the nearest, the slider goes along the rows, and each shows its figures and its place.
  function picks(box) {
    const told = JSON.parse(box.querySelector("script").textContent);
    const slider = box.querySelector("input"), button = box.querySelector("button");
    box.querySelector(".live").hidden = false;
    slider.value = 1;
    const show = () => {
      const row = slider.value - 1, list = document.createElement("dl");
      told.rows[row].forEach((cell, place) => {
        const pair = document.createElement("div");
        pair.append(of("dt", told.heads[place]), of("dd", cell));
        list.append(pair);
      });
      marks.forEach((mark) => mark(row));
      box.querySelector("output").textContent = slider.value;
      box.querySelector(".picked").replaceChildren(list);
      box.dataset.row = slider.value;
    };
    const marks = [...box.querySelectorAll(".picture svg")].map((svg, at) => pointed(svg, told.places[at], (row) => {
      slider.value = row + 1;
      show();
    }));
    slider.addEventListener("input", show);
    if (button) button.addEventListener("click", () => {
      location.hash = told.changes[slider.value - 1].map((change) => "set=" + encodeURIComponent(change)).join("&");
      find("live").scrollIntoView();
    });
    if (told.rows.length) show();
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
    for (const input of find("controls").elements) input.disabled = true;
    for (const id of ["figures", "position", "command"]) find(id).replaceChildren();
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
    // what a browser makes of a start, which may be between two steps; a browser that keeps forms would have another value
    for (const slider of sliders) slider.value = slider.defaultValue;
    const starts = new Map(sliders.map((slider) => [slider, slider.value]));
    // A slider whose start is between two steps stands at one of them without meaning it, until it is moved.
    const touched = new Set();
    const isExact = (slider) => Number(starts.get(slider)) === Number(slider.defaultValue);
    const isMoved = (slider) => slider.value !== starts.get(slider) || touched.has(slider) && !isExact(slider);
    const meant = (slider) => isMoved(slider) ? slider.value : slider.defaultValue;

    const changeOf = (slider) => `${slider.dataset.key}${slider.dataset.sign}${slider.value}`;
    const moved = () => sliders.filter(isMoved).map(changeOf);
    const typed = () => free.value.split("\n").map((line) => line.trim()).filter((line) => line !== "");
    const position = () => [...moved(), ...typed()];

    function label(slider) {
      const isFactor = slider.dataset.sign === "*=";
      const value = meant(slider);
      const text = isFactor ? `× ${value}` : `${value} ${slider.dataset.unit}`;
      find(slider.id + "-o").textContent = text;
      slider.setAttribute("aria-valuetext", isFactor ? `${value} ${texts.times}` : text);
    }

    function toStart(slider) {
      slider.value = starts.get(slider);
      touched.delete(slider);
    }

    // Puts a slider where a change of its key says, if it has that step.
    function takes(slider, change) {
      const value = change.slice((slider.dataset.key + slider.dataset.sign).length);
      slider.value = value;
      touched.add(slider);
      if (slider.value === value) return true;
      toStart(slider);
      return false;
    }

    // --- the address
    function toAddress(changes) {
      const pairs = changes.map((change) => "set=" + encodeURIComponent(change));
      const hash = pairs.length ? "#" + pairs.join("&") : location.pathname + location.search;
      history.replaceState(null, "", hash);
    }

    function fromAddress() {
      const pairs = location.hash.slice(1).split("&").filter((pair) => pair.startsWith("set="));
      // a link within the page says nothing of a position; an empty address says that it is the base plan
      if (pairs.length === 0 && location.hash.length > 1) return false;
      sliders.forEach(toStart);
      const rest = [];
      let last = -1;
      for (const pair of pairs) {
        let change;
        try { change = decodeURIComponent(pair.slice(4)); } catch { change = pair.slice(4); }
        // Changes are made in the order in which they stand there: sliders come first, from above, each once; all else is in the field.
        const at = sliders.findIndex((one) => change.startsWith(one.dataset.key + one.dataset.sign));
        if (rest.length === 0 && at > last && takes(sliders[at], change)) last = at;
        else rest.push(change);
      }
      free.value = rest.join("\n");
      sliders.forEach(label);
      return true;
    }

    // --- the command line
    function quoted(word) {
      return /^[\w@%+=:,.\/-]+$/.test(word) ? word : "'" + word.replaceAll("'", "'\\''") + "'";
    }

    // The command whose figures are shown: of one period, or of all.
    function command(changes, isOne) {
      const words = ["eastwest", "solve", ...data.command];
      if (isOne) words.push("--periods", "one");
      for (const change of changes) words.push("--set", change);
      return words.map(quoted).join(" ");
    }

    // --- engines: one for moves, one for all periods when the hand rests
    function engine(onTold, onFailed) {
      const worker = new Worker(source);
      const self = { worker, busy: true, ready: null };
      self.ready = new Promise((resolve, reject) => {
        const fail = (error) => { self.busy = false; reject(error); onFailed(error); };
        worker.onerror = (event) => fail(new Error(event.message || "worker"));
        worker.onmessage = ({ data: told }) => {
          self.busy = false;
          if (told.id === undefined) {
            if (told.trapped || told.error) fail(new Error(told.trapped || told.error));
            else resolve(told.opened);
          } else onTold(told);
        };
      });
      worker.postMessage({ module: bytes, opening: data.open });
      return self;
    }

    let wanted = [], resting = 0, restingAll = 0, slow = null;
    const key = () => JSON.stringify(wanted);
    const faultOf = (told) => told.trapped || told.told.error;

    // Nothing is left of another position. What is wrong with a change, which the fault then begins with, no other solver can mend.
    function refuse(why, changes) {
      const isOfChange = changes.some((change) => why.startsWith(change + ": "));
      fault.textContent = isOfChange ? filled(texts.refused, { why }) : filled(texts.uncertified, { why }) + " " + texts.ask;
      find("command").textContent = isOfChange ? "" : command(changes, true);
      standing.textContent = "";
      for (const id of ["figures", "position"]) find(id).replaceChildren();
      for (const name of ["objective", "carbon", "ms", "kind"]) delete root.dataset[name];
    }

    // Figures and the command that prints them, always of the same changes and periods.
    function tell(told, changes, isOne) {
      fault.textContent = "";
      // written by the engine, which escapes every name
      find("figures").innerHTML = told.told.figures;
      find("command").textContent = command(changes, isOne);
      const ms = told.ms < 10 ? told.ms.toFixed(1) : Math.round(told.ms).toString();
      standing.textContent = filled(isOne ? texts.one : texts.all, { ms, periods: data.periods });
      root.dataset.objective = told.told.objective_cny;
      root.dataset.carbon = told.told.carbon_t;
      root.dataset.ms = told.ms;
      root.dataset.kind = isOne ? "one" : "all";
    }

    // Verdicts and map, with the periods that they are of.
    function place(html, isOne) {
      const box = find("position");
      box.innerHTML = html;
      box.removeAttribute("aria-busy");
      if (data.periods === 1) return;
      const note = of("p", filled(isOne ? texts.ofOne : texts.ofAll, { periods: data.periods }));
      note.className = "note";
      box.prepend(note);
    }

    const fast = engine((told) => {
      const of = told.id.split(" ", 1)[0], at = told.id.slice(of.length + 1);
      const why = faultOf(told);
      if (of === "move" && !why) {
        tell(told, JSON.parse(at), true);
        find("position").setAttribute("aria-busy", "true");
      } else if (why) refuse(why, JSON.parse(at));
      if (at !== key()) return move();
      if (why) root.dataset.state = "refused";
      else if (of === "move") {
        root.dataset.state = "solved";
        resting = setTimeout(rest, 150, at);
      } else if (of === "claims") ask(fast, "draw " + at, { draw: {} });
      else {
        place(told.told.position, true);
        root.dataset.state = "drawn";
        if (data.periods > 1 && wanted.length) restingAll = setTimeout(all, 500, at);
      }
    }, noEngine);

    function ask(engine, id, request) {
      engine.busy = true;
      engine.worker.postMessage({ id, request });
    }

    function move() {
      clearTimeout(resting);
      clearTimeout(restingAll);
      if (slow) { slow.worker.terminate(); slow = null; }
      wanted = position();
      if (fast.busy) return;
      root.dataset.state = "solving";
      ask(fast, "move " + key(), { solve: { set: wanted, one: true, claims: false } });
    }

    function rest(at) {
      if (at === key() && !fast.busy) ask(fast, "claims " + at, { solve: { set: wanted, one: true, claims: true } });
    }

    // The plan of all periods, with its verdicts and its map: all of them appear at once. Where that fails, those of one period stay.
    function all(at) {
      if (at !== key()) return;
      const before = standing.textContent;
      standing.textContent = filled(texts.workingAll, { periods: data.periods });
      const ended = () => { if (slow) slow.worker.terminate(); slow = null; };
      const failed = (error) => {
        ended();
        standing.textContent = before;
        const why = error.message || String(error);
        fault.textContent = [filled(texts.onlyOne, { why, periods: data.periods }), texts.ask, command(wanted, false)].join(" ");
        root.dataset.state = "refused all";
      };
      let mine = null, solved = null;
      const isPast = () => slow !== mine || at !== key();
      try {
        mine = slow = engine((told) => {
          if (isPast()) return;
          const why = faultOf(told);
          if (why) return failed(why);
          if (!solved) {
            solved = told;
            return ask(mine, "draw " + at, { draw: {} });
          }
          ended();
          tell(solved, wanted, false);
          place(told.told.position, false);
          root.dataset.state = "solved all";
        }, (error) => { if (!isPast()) failed(error); });
      } catch (error) { return failed(error); }
      mine.ready.then(() => {
        if (!isPast()) ask(mine, "all " + at, { solve: { set: wanted, one: false, claims: true } });
      }, () => {});
    }

    function changed() {
      root.dataset.state = "moved";
      move();
      toAddress(wanted);
    }

    const opened = await fast.ready;
    for (const slider of sliders) {
      slider.disabled = false;
      slider.addEventListener("input", () => { touched.add(slider); label(slider); changed(); });
    }
    free.disabled = false;
    free.addEventListener("change", changed);
    find("reset").disabled = false;
    find("reset").addEventListener("click", () => {
      for (const slider of sliders) { toStart(slider); label(slider); }
      free.value = "";
      changed();
    });
    addEventListener("hashchange", () => { if (fromAddress()) move(); });
    root.dataset.keys = opened.keys.length;
    fromAddress();
    move();
  }
})();
