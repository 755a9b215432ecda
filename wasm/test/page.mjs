// The page in a real browser, from file:// and offline: every slider moved and held to the command, every width, dark, paper, no script,
// hostile names, accessibility. A request or an error on the console is a failure.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, cpSync, writeFileSync, statSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { chromium } from "playwright-core";
import { check, finish, near, root, run, solve } from "./command.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const work = mkdtempSync(path.join(os.tmpdir(), "eastwest-page-"));
const china = path.join(root, "datasets/china");
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
const told = [];

function written(name, words) {
  const file = path.join(work, name);
  run(["report", ...words, "-o", file]);
  return file;
}

/// A page from a file in a browser that has no network; what it says or asks for is a failure.
async function opened(file, { hash = "", before = null, ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, ...options });
  await context.setOffline(true);
  if (before) await context.addInitScript(before);
  const page = await context.newPage();
  page.on("console", (message) => check(false, `${path.basename(file)}: console: ${message.text()}`));
  page.on("pageerror", (error) => check(false, `${path.basename(file)}: ${error.message}`));
  page.on("dialog", () => check(false, `${path.basename(file)}: a dialog`));
  page.on("request", (request) => check(/^(file|blob|data):/.test(request.url()), `a request to ${request.url().slice(0, 80)}`));
  await page.goto("file://" + file + hash);
  return page;
}

const state = (page) => page.evaluate(() => ({ ...document.documentElement.dataset }));

async function until(page, wanted) {
  await page.waitForFunction((wanted) => wanted.includes(document.documentElement.dataset.state), wanted, { timeout: 120000, polling: 20 });
  return state(page);
}

/// Moves a slider as a hand does, and waits for its answer.
async function moved(page, id, value) {
  await page.evaluate(([id, value]) => {
    const slider = document.getElementById(id);
    slider.value = value;
    slider.dispatchEvent(new Event("input", { bubbles: true }));
  }, [id, String(value)]);
  return until(page, ["solved", "refused", "drawn"]);
}

/// Writes into the field for other changes, as a hand does.
async function typed(page, text, wanted) {
  await page.fill("#free", text);
  await page.evaluate(() => document.getElementById("free").dispatchEvent(new Event("change")));
  return until(page, wanted);
}

/// What the command line of the page answers.
async function commanded(page) {
  const line = (await page.textContent("#command")).trim();
  check(line.startsWith("eastwest solve "), `a command line: ${line}`);
  const binary = process.env.EASTWEST ?? path.join(root, "target/release/eastwest");
  const answered = execFileSync("bash", ["-c", line.replace("eastwest", `'${binary}'`) + " --format json"], { maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "pipe"] });
  return { line, answer: JSON.parse(answered) };
}

const tonnesOf = (answer) => answer.carbon[`${answer.carbon.accounting}_t`];

/// Figures, verdicts and command line are of the same changes and the same periods.
async function agrees(page, what) {
  const { line, answer } = await commanded(page);
  const here = await state(page);
  near(Number(here.objective), answer.objective_cny, `${what}: cost by ${line}`);
  near(Number(here.carbon), tonnesOf(answer), `${what}: carbon by ${line}`);
  const claim = answer.claims.carbon.find((claim) => claim.accounting === answer.carbon.accounting);
  const told = (await page.textContent("#position .verdicts")).match(/([−-]?[\d,.]+) t CO2/);
  near(Number(told[1].replaceAll(",", "").replace("−", "-")), -claim.avoided_t, `${what}: the verdict on carbon by ${line}`, 1e-3);
  return line;
}

async function accessible(page, what) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
  for (const one of found.violations.filter((one) => ["serious", "critical"].includes(one.impact))) {
    check(false, `${what}: ${one.id}: ${one.help}: ${one.nodes.slice(0, 3).map((node) => node.html.slice(0, 120)).join(" | ")}`);
  }
}

async function fits(page, width, what) {
  await page.setViewportSize({ width, height: 800 });
  const found = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  check(found[0] <= found[1], `${what}: at ${width} px the page is ${found[0]} wide`);
}

async function everySliderAnswersAsTheCommand() {
  const file = written("one.html", [china, "--periods", "one", "--lang", "en"]);
  check(statSync(file).size < 1.5e6, `the page has ${statSync(file).size} bytes`);
  told.push(`page ${Math.round(statSync(file).size / 1000)} kB`);
  const page = await opened(file);
  await until(page, ["drawn"]);
  const base = await state(page);
  near(Number(base.objective), solve(china, ["--periods", "one", "--no-claims"]).objective_cny, "the base plan");
  const sliders = await page.$$eval("#controls input[type=range]", (all) =>
    all.map(({ id, min, max, step, value, dataset }) => ({ id, min: +min, max: +max, step: +step, value: +value, key: dataset.key, sign: dataset.sign })));
  const families = ["electricity_price.east", "electricity_price.west", "carbon_price", "hosting_fee.east", "hosting_fee.west", "bandwidth_price",
    "demand.training", "demand.inference", "demand.storage", "rtt_limit.realtime", "pue.east", "pue.west", "green_target.all", "capacity.zhongwei"];
  for (const key of families) check(sliders.some((slider) => slider.key === key), `a slider for ${key}`);
  const ms = [];
  for (const { id, min, max, step, value, key, sign } of sliders) {
    const goal = Math.max(min, Math.min(max, value + Math.max(1, Math.round(0.2 * (max - min) / step)) * step));
    const found = await moved(page, id, goal);
    const exact = await page.$eval("#" + id, (slider) => slider.value);
    const expected = solve(china, ["--periods", "one", "--no-claims", "--set", `${key}${sign}${exact}`]);
    if (expected === null) check(found.state === "refused", `${key}${sign}${exact} is refused`);
    else {
      near(Number(found.objective), expected.objective_cny, `${key}${sign}${exact}: cost`);
      near(Number(found.carbon), expected.carbon_t, `${key}${sign}${exact}: carbon`);
      ms.push(Number(found.ms));
    }
    await moved(page, id, value);
  }
  ms.sort((a, b) => a - b);
  told.push(`${sliders.length} sliders, a move at one period: median ${ms[ms.length >> 1].toFixed(1)} ms, most ${ms.at(-1).toFixed(1)} ms`);
  return page;
}

async function positionsTravel(page) {
  // two sliders and a line of the free field; the address and the command line hold them
  const id = await page.$eval("[data-key='electricity_price.west']", (slider) => slider.id);
  await moved(page, id, 1.3);
  await typed(page, "hubs_allowed.chat.zhongwei=0\nemission_factor.west*=0.8", ["drawn"]);
  const here = await state(page);
  const hash = new URL(page.url()).hash;
  check(hash.startsWith("#set="), `the address holds the position: ${hash}`);
  await agrees(page, "the command line of the page");
  const again = await opened(path.join(work, "one.html"), { hash });
  await until(again, ["drawn"]);
  const there = await state(again);
  check(there.objective === here.objective, "a position that was sent is the same position");
  check((await again.inputValue("#" + id)) === "1.3", "its slider stands where it stood");
  check((await again.textContent("#figures")).includes("relative gap"), "with the residuals and the gap");
  // a fault is told, and the page goes on
  await typed(again, "carbon_prize=1", ["refused"]);
  const fault = await again.textContent("#fault");
  check(fault.includes("carbon_prize") && !fault.includes("command line"), `a fault names the key, and no solver mends it: ${fault}`);
  for (const id of ["figures", "position", "command"]) check((await again.textContent("#" + id)) === "", `#${id} is not left of another position`);
  await again.click("#reset");
  await until(again, ["drawn"]);
  check(new URL(again.url()).hash === "", "the base plan has a plain address");
  // the keyboard
  await again.focus("#" + id);
  await again.keyboard.press("ArrowRight");
  await until(again, ["drawn"]);
  near(Number(await again.inputValue("#" + id)), 1.01, "an arrow moves a slider");
  await again.focus("#corner");
  await again.keyboard.press("ArrowRight");
  check((await again.textContent("#corner-o")) === "2", "an arrow moves along the frontier");
  // and so does the hand in the picture
  const spot = (at) => again.evaluate((at) => {
    const svg = document.querySelector("#frontier .picture svg"), places = JSON.parse(document.getElementById("corner").dataset.places);
    svg.scrollIntoView({ block: "center", behavior: "instant" });
    const spot = new DOMPoint(...places.at(at)).matrixTransform(svg.getScreenCTM());
    return { x: spot.x, y: spot.y };
  }, at);
  // corners are nearer to each other than a pixel, and a hand is no finer than a few
  const takes = async (there, name) => {
    const taken = Number(await again.textContent("#corner-o")), here = await spot(taken - 1);
    check(Math.hypot(here.x - there.x, here.y - there.y) < 4, `${name}: ${taken} at ${JSON.stringify(here)} for ${JSON.stringify(there)}`);
  };
  const spots = [await spot(0), await spot(-1)];
  await again.mouse.move(spots[0].x, spots[0].y);
  await again.mouse.down();
  await takes(spots[0], "a press takes a corner");
  await again.mouse.move(spots[1].x, spots[1].y, { steps: 5 });
  await again.mouse.up();
  await takes(spots[1], "a corner is dragged along the frontier");
  const bent = await again.textContent("#corner-plan");
  await again.mouse.move(spots[0].x, spots[0].y);
  check((await again.textContent("#corner-plan")) === bent, "a hand that is not pressed takes none");
  // an empty address is the base plan
  await again.evaluate(() => { location.hash = ""; });
  await until(again, ["drawn"]);
  check((await again.inputValue("#" + id)) === "1", "an empty address is the base plan");
  await again.context().close();
}

/// Changes are made in the order of the address, each as often as it stands there.
async function anAddressMeansWhatItsCommandMeans() {
  const twice = "set=electricity_price.west*%3D1.2";
  for (const hash of [`#${twice}&${twice}`, "#set=carbon_price%3D100&set=electricity_price.east*%3D1.5", "#set=carbon_price%2B%3D10&set=carbon_price%3D100"]) {
    const page = await opened(path.join(work, "one.html"), { hash });
    await until(page, ["drawn"]);
    await agrees(page, hash);
    const { line } = await commanded(page);
    const meant = hash.slice(1).split("&").map((pair) => decodeURIComponent(pair.slice(4)));
    const said = [...line.matchAll(/--set '?([^' ]+)/g)].map((found) => found[1]);
    check(JSON.stringify(said) === JSON.stringify(meant), `${hash}: ${line}`);
    await page.context().close();
  }
}

/// 52.3 is between the steps 50 and 55 of the slider.
async function aStartBetweenTwoStepsIsItself() {
  const tiny = path.join(root, "datasets/tiny"), start = ["--periods", "one", "--set", "carbon_price=52.3"];
  const file = written("between.html", [tiny, ...start, "--lang", "en"]);
  const cost = (more) => solve(tiny, [...start, "--no-claims", ...more]).objective_cny;
  const page = await opened(file);
  const base = await until(page, ["drawn"]);
  const slider = await page.$eval("[data-key='carbon_price']", ({ id }) => id);
  const shown = () => page.textContent(`#${slider}-o`);
  near(Number(base.objective), cost([]), "the start");
  check((await shown()).startsWith("52.3 "), `the start is shown: ${await shown()}`);
  await moved(page, slider, 55);
  const there = await moved(page, slider, 50);
  check((await shown()).startsWith("50 "), `the step is shown: ${await shown()}`);
  near(Number(there.objective), cost(["--set", "carbon_price=50"]), "the step beside the start");
  const again = await opened(file, { hash: new URL(page.url()).hash });
  check((await until(again, ["drawn"])).objective === there.objective, "the address of that step");
  await again.context().close();
  await page.click("#reset");
  const back = await until(page, ["drawn"]);
  check(back.objective === base.objective && (await shown()).startsWith("52.3 "), `back at the start: ${await shown()}`);
  await page.context().close();
}

/// Where the engine for all periods fails, what is shown stays that of one, and says so.
async function aFailingSecondEngineIsTold() {
  const before = () => {
    const Real = Worker;
    let count = 0;
    window.Worker = class extends Real {
      constructor(...words) { super(...words); this.number = ++count; }
      postMessage(message) {
        if (this.number === 1) super.postMessage(message);
        else setTimeout(() => this.onerror({ message: "no room" }));
      }
    };
  };
  const page = await opened(path.join(work, "all.html"), { before });
  await until(page, ["drawn"]);
  await moved(page, await page.$eval("[data-key='electricity_price.west']", ({ id }) => id), 1.3);
  await until(page, ["refused all"]);
  const [standing, fault] = [await page.textContent("#standing"), await page.textContent("#fault")];
  check(standing.startsWith("单时段"), `nothing is being solved: ${standing}`);
  check(fault.includes("no room") && /eastwest solve .*1\.3/.test(fault) && !fault.includes("--periods"), `told with the command of all periods: ${fault}`);
  check((await agrees(page, "beside a failed engine")).includes("--periods one"), "what stands there is of one period");
  await page.context().close();
}

/// What the script fills in has its room from the first, so that nothing moves under the reader's eye.
async function nothingShifts() {
  for (const width of [1200, 360]) {
    const before = () => {
      window.shifted = 0;
      const add = (list) => list.getEntries().forEach((entry) => { window.shifted += entry.hadRecentInput ? 0 : entry.value; });
      new PerformanceObserver(add).observe({ type: "layout-shift", buffered: true });
    };
    const page = await opened(path.join(work, "one.html"), { before, viewport: { width, height: 900 } });
    await until(page, ["drawn"]);
    const shifted = await page.evaluate(() => shifted);
    check(shifted < 0.05, `at ${width} px the page shifts by ${shifted}`);
    await page.context().close();
  }
}

async function looksRight(page) {
  for (const width of [1600, 768, 360]) await fits(page, width, "one.html");
  await accessible(page, "light, narrow");
  await page.emulateMedia({ colorScheme: "dark" });
  await page.setViewportSize({ width: 1200, height: 900 });
  await accessible(page, "dark, wide");
  await page.emulateMedia({ colorScheme: "light", media: "print" });
  const paper = await page.pdf({ format: "A4" });
  check(paper.length > 50000 && paper.subarray(0, 5).toString() === "%PDF-", "it prints");
  await page.context().close();
}

async function allPeriodsWhenTheHandRests() {
  const file = written("all.html", [china, "--lang", "zh"]);
  check(statSync(file).size < 1.5e6, `the page has ${statSync(file).size} bytes`);
  const page = await opened(file);
  await until(page, ["drawn"]);
  check((await page.getAttribute("html", "lang")) === "zh-CN", "the page says that it is Chinese");
  const id = await page.$eval("[data-key='carbon_price']", (slider) => slider.id);
  await moved(page, id, 200);
  await until(page, ["drawn"]);
  check((await agrees(page, "before the hand has rested")).includes("--periods one"), "the command of one period");
  check((await page.textContent("#position")).includes("单时段"), "verdicts and map of one period say so");
  const found = await until(page, ["solved all"]);
  check(!(await agrees(page, "when the hand rests")).includes("--periods"), "the command of all periods");
  check((await page.textContent("#position")).includes("全部 24 个时段"), "verdicts and map of all periods say so");
  const shown = await page.textContent("#position");
  check(shown.includes("西部枢纽") && !shown.includes("western hub") && !shown.includes("today's plan"), "what the engine draws is Chinese");
  const expected = solve(china, ["--no-claims", "--set", "carbon_price=200"]);
  near(Number(found.objective), expected.objective_cny, "24 periods: cost");
  near(Number(found.carbon), expected.carbon_t, "24 periods: carbon");
  told.push(`24 periods: ${Math.round(Number(found.ms))} ms`);
  await accessible(page, "Chinese");
  await fits(page, 360, "all.html");
  await page.context().close();
}

async function standsWithoutScript() {
  const page = await opened(path.join(work, "all.html"), { javaScriptEnabled: false });
  const counts = await page.evaluate(() => ["table tbody tr", ".picture svg", "noscript p"].map((what) => document.querySelectorAll(what).length)).catch(() => null);
  const html = await page.content();
  check(counts === null || counts[0] > 100, "all tables stand without script");
  check((html.match(/<svg/g) ?? []).length >= 4, "all pictures stand without script");
  await page.context().close();
}

/// Gives the case and its first hub a name.
function hostile(folder, evil) {
  const toml = path.join(folder, "case.toml");
  const quoted = JSON.stringify(evil).replace("\\u0007", "");
  writeFileSync(toml, readFileSync(toml, "utf8").replace(/^title = .*$/m, `title = ${quoted}`));
  const hubs = path.join(folder, "hubs.csv");
  const lines = readFileSync(hubs, "utf8").split("\n");
  const place = lines[0].split(",").indexOf("name");
  const cells = lines[1].split(",");
  cells[place] = '"' + evil.replaceAll('"', '""').replace("\u0007", "") + '"';
  lines[1] = cells.join(",");
  writeFileSync(hubs, lines.join("\n"));
}

/// Names that want to be markup, script, or the wrong way round.
async function hostileNamesDoNothing() {
  const folder = path.join(work, "hostile");
  cpSync(path.join(root, "datasets/tiny"), folder, { recursive: true });
  const evil = `</script></svg><script>pwned=1</script><img src=x onerror=pwned=1>"'\`{{}}\u202e\u0007&lt;`;
  hostile(folder, (evil + "A".repeat(10000)).slice(0, 10000));
  check(solve(folder, []) === null, "10,000 characters are no name");
  rmSync(folder, { recursive: true });
  cpSync(path.join(root, "datasets/tiny"), folder, { recursive: true });
  hostile(folder, (evil + "A".repeat(500)).slice(0, 500));
  for (const lang of ["en", "zh"]) {
    const page = await opened(written(`hostile-${lang}.html`, [folder, "--lang", lang, "--compare", "carbon_price=100"]));
    await until(page, ["drawn"]);
    await moved(page, await page.$eval("#controls input", (slider) => slider.id), 2);
    await until(page, ["drawn", "refused"]);
    const found = await page.evaluate(() => [typeof pwned, document.scripts.length, document.images.length, document.body.innerText.includes("\u202e")]);
    check(JSON.stringify(found) === JSON.stringify(["undefined", 5, 0, false]), `hostile names: ${found}`);
    await fits(page, 360, "hostile");
    await page.context().close();
  }
}

async function twoPlansStandSideBySide() {
  const saved = path.join(work, "today.json");
  writeFileSync(saved, run(["solve", china, "--periods", "one", "--set", "carbon_price=300", "--format", "json"]));
  const page = await opened(written("compare.html", [china, "--periods", "one", "--lang", "en", "--compare", saved]));
  const text = await page.textContent("#compare");
  check(text.includes("today.json") && /▲|▼/.test(text), "what differs is told");
  check((await page.$$("#compare .picture svg")).length === 1, "with the other map");
  await page.context().close();
}

/// Points of saved results are picked by a click and by the slider, and a scenario becomes the position that it was solved at.
async function pointsCanBePicked() {
  const tiny = path.join(root, "datasets/tiny");
  const [grid, rows, frontier] = ["grid.toml", "rows.parquet", "frontier.csv"].map((name) => path.join(work, name));
  const prices = `[[parameter]]\nkey = "electricity_price.west"\nas = "factor"\nvalues = [0.5, 1, 2, 4]\n`;
  writeFileSync(grid, `${prices}[[parameter]]\nkey = "carbon_price"\nvalues = [0, 100, 500]\n`);
  run(["sweep", tiny, grid, "-o", rows]);
  run(["frontier", tiny, "-o", frontier]);
  const page = await opened(written("rows.html", [tiny, "--lang", "zh", "--with", rows, "--with", frontier]));
  await until(page, ["drawn"]);
  // a page that is asked to move less is where it scrolls to at once
  await page.emulateMedia({ reducedMotion: "reduce" });
  const told = await page.$$eval(".rows script", (scripts) => scripts.map((script) => JSON.parse(script.textContent)));
  check(told.length === 2 && told[0].places.length === 2 && told[0].rows.length === 12, "a heat map and a scatter of 12 rows, and a frontier");
  const pick = async (box, at, row) => {
    const spot = await page.evaluate(([box, at, place]) => {
      const svg = document.querySelectorAll(".rows")[box].querySelectorAll(".picture svg")[at];
      svg.scrollIntoView({ block: "center" });
      const spot = new DOMPoint(...place).matrixTransform(svg.getScreenCTM());
      return [spot.x, spot.y];
    }, [box, at, told[box].places[at][row]]);
    await page.mouse.click(...spot);
    return Number(await page.evaluate((box) => document.querySelectorAll(".rows")[box].dataset.row, box)) - 1;
  };
  check((await pick(0, 0, 6)) === 6, "a click on the heat map takes its cell");
  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
  check(same(told[0].places[1][await pick(0, 1, 3)], told[0].places[1][3]), "a click on the scatter takes its point");
  const last = told[1].rows.length - 1;
  check((await pick(1, 0, last)) === last, "a click on the frontier takes its corner");
  await page.fill("#row-0", "7").catch(() => page.$eval("#row-0", (slider) => { slider.value = 7; slider.dispatchEvent(new Event("input")); }));
  const shown = await page.$$eval(".rows dd", (cells) => cells.map((cell) => cell.textContent));
  check(same(shown.slice(0, told[0].heads.length), told[0].rows[6]), "the slider shows its row");
  await page.click(".rows button");
  await page.waitForFunction(() => location.hash.includes("carbon_price"));
  const found = await until(page, ["drawn"]);
  const expected = solve(tiny, ["--periods", "one", ...told[0].changes[6].flatMap((change) => ["--set", change])]);
  near(Number(found.objective), expected.objective_cny, "a row as the position");
  await accessible(page, "saved results");
  await fits(page, 360, "rows.html");
  await page.context().close();
}

try {
  const page = await everySliderAnswersAsTheCommand();
  await positionsTravel(page);
  await anAddressMeansWhatItsCommandMeans();
  await aStartBetweenTwoStepsIsItself();
  await nothingShifts();
  await looksRight(page);
  await allPeriodsWhenTheHandRests();
  await aFailingSecondEngineIsTold();
  await standsWithoutScript();
  await hostileNamesDoNothing();
  await pointsCanBePicked();
  await twoPlansStandSideBySide();
} finally {
  await browser.close();
  rmSync(work, { recursive: true, force: true });
}
finish(`page: ${told.join("; ")}`);
