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
async function opened(file, { hash = "", ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, ...options });
  await context.setOffline(true);
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
  await page.fill("#free", "hubs_allowed.chat.zhongwei=0\nemission_factor.west*=0.8");
  await page.evaluate(() => document.getElementById("free").dispatchEvent(new Event("change")));
  await until(page, ["drawn"]);
  const here = await state(page);
  const hash = new URL(page.url()).hash;
  check(hash.startsWith("#set="), `the address holds the position: ${hash}`);
  const line = (await page.textContent("#command")).trim();
  check(line.startsWith("eastwest solve "), `a command line: ${line}`);
  const binary = process.env.EASTWEST ?? path.join(root, "target/release/eastwest");
  const answered = execFileSync("bash", ["-c", line.replace("eastwest", `'${binary}'`) + " --format json"], { maxBuffer: 1 << 28 });
  near(Number(here.objective), JSON.parse(answered).objective_cny, "the command line of the page");
  const again = await opened(path.join(work, "one.html"), { hash });
  await until(again, ["drawn"]);
  const there = await state(again);
  check(there.objective === here.objective, "a position that was sent is the same position");
  check((await again.inputValue("#" + id)) === "1.3", "its slider stands where it stood");
  check((await again.textContent("#figures")).includes("relative gap"), "with the residuals and the gap");
  // a fault is told, and the page goes on
  await again.fill("#free", "carbon_prize=1");
  await again.evaluate(() => document.getElementById("free").dispatchEvent(new Event("change")));
  await until(again, ["refused"]);
  check((await again.textContent("#fault")).includes("carbon_prize"), "a fault names the key");
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
  await again.context().close();
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
  const found = await until(page, ["solved all"]);
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
    check(JSON.stringify(found) === JSON.stringify(["undefined", 4, 0, false]), `hostile names: ${found}`);
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

try {
  const page = await everySliderAnswersAsTheCommand();
  await positionsTravel(page);
  await looksRight(page);
  await allPeriodsWhenTheHandRests();
  await standsWithoutScript();
  await hostileNamesDoNothing();
  await twoPlansStandSideBySide();
} finally {
  await browser.close();
  rmSync(work, { recursive: true, force: true });
}
finish(`page: ${told.join("; ")}`);
