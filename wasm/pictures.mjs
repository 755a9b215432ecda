// The pictures of docs/page.md: the page wide, narrow, dark and printed, in both languages. Run it by hand where the page has changed:
//   EASTWEST=../target/release/eastwest node pictures.mjs      (chromium, fonts-wqy-microhei, poppler-utils)
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

async function shot(name, lang, element, options) {
  const page = await opened(lang, options);
  await page.$eval(element, (of) => of.scrollIntoView({ block: "start", behavior: "instant" }));
  await page.waitForTimeout(500);
  await page.screenshot({ path: at(name), type: "jpeg", quality: 60 });
  await page.context().close();
}

/// The first sheet of A4.
async function sheet(name, lang, options) {
  const page = await opened(lang, options);
  const paper = path.join(work, "page.pdf");
  await page.pdf({ path: paper, format: "A4" });
  execFileSync("pdftoppm", ["-f", "1", "-l", "1", "-r", "80", "-jpeg", "-singlefile", paper, at(name).replace(/\.jpg$/, "")]);
  await page.context().close();
}

const wide = { viewport: { width: 1200, height: 800 } };
const narrow = { viewport: { width: 360, height: 780 }, deviceScaleFactor: 1.5 };
for (const [lang, ending] of [["en", ""], ["zh", "-zh"]]) {
  await shot(`page${ending}.jpg`, lang, "#live", wide);
  await shot(`page-dark${ending}.jpg`, lang, "#map", { ...wide, colorScheme: "dark" });
  await shot(`page-narrow${ending}.jpg`, lang, "#position", narrow);
  await sheet(`page-print${ending}.jpg`, lang, wide);
}
await browser.close();
rmSync(work, { recursive: true });
