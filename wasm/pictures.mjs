// The pictures of docs/page.md: the page wide, narrow, dark and printed, in both languages. Run it by hand where the page has changed:
//   EASTWEST=../target/release/eastwest node pictures.mjs      (chromium, fonts-wqy-microhei, poppler-utils, imagemagick, zopfli)
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { chromium } from "playwright-core";
import { root, run } from "./test/command.mjs";

const work = mkdtempSync(path.join(os.tmpdir(), "eastwest-pictures-"));
const china = path.join(root, "datasets/china");
const at = (name) => path.join(root, "docs/pictures", name);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });

async function opened(lang, options) {
  const file = path.join(work, `${lang}.html`);
  run(["report", china, "--periods", "one", "--lang", lang, "-o", file, "--force"]);
  const page = await (await browser.newContext(options)).newPage();
  await page.goto(`file://${file}#set=electricity_price.west*%3D1.3`);
  await page.waitForFunction(() => document.documentElement.dataset.state === "drawn", null, { timeout: 300000 });
  return page;
}

/// A picture as a small file: a palette, packed well.
function packed(name, from) {
  execFileSync("convert", [from, "-colors", "48", "-define", "png:exclude-chunks=all", `PNG8:${from}.8.png`]);
  execFileSync("zopflipng", ["-y", `${from}.8.png`, at(name)]);
}

async function shot(name, lang, element, options) {
  const page = await opened(lang, options);
  await page.$eval(element, (of) => of.scrollIntoView({ block: "start", behavior: "instant" }));
  await page.waitForTimeout(500);
  await page.screenshot({ path: path.join(work, name) });
  packed(name, path.join(work, name));
  await page.context().close();
}

/// The first sheet of A4.
async function sheet(name, lang, options) {
  const page = await opened(lang, options);
  const [paper, sheet] = ["page.pdf", "sheet"].map((file) => path.join(work, file));
  await page.pdf({ path: paper, format: "A4" });
  execFileSync("pdftoppm", ["-f", "1", "-l", "1", "-r", "80", "-png", "-singlefile", paper, sheet]);
  packed(name, `${sheet}.png`);
  await page.context().close();
}

const wide = { viewport: { width: 1200, height: 800 } };
const narrow = { viewport: { width: 360, height: 780 }, deviceScaleFactor: 1.5 };
for (const [lang, ending] of [["en", ""], ["zh", "-zh"]]) {
  await shot(`page${ending}.png`, lang, "#live", wide);
  await shot(`page-dark${ending}.png`, lang, "#map", { ...wide, colorScheme: "dark" });
  await shot(`page-narrow${ending}.png`, lang, "#position", narrow);
  await sheet(`page-print${ending}.png`, lang, wide);
}
await browser.close();
rmSync(work, { recursive: true });
