// The page in Firefox, from file://: it loads, answers a move as the command does, and follows its address. Firefox is driven by its own
// WebDriver BiDi, without a driver between; node 20 has sockets of the web with --experimental-websocket alone.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { check, finish, near, root, run, solve } from "./command.mjs";

const work = mkdtempSync(path.join(os.tmpdir(), "eastwest-firefox-"));
const tiny = path.join(root, "datasets/tiny");
const browser = spawn(process.env.FIREFOX ?? "firefox-esr", ["--headless", "--no-remote", "--profile", work, "--remote-debugging-port", "0"],
  { stdio: ["ignore", "ignore", "pipe"], env: { ...process.env, HOME: work } });

/// Where it can be spoken to, which it says on standard error.
const place = () => new Promise((resolve, reject) => {
  let said = "";
  browser.on("error", reject);
  browser.on("exit", (code) => reject(new Error(`Firefox ended with ${code}: ${said}`)));
  browser.stderr.on("data", (bytes) => {
    said += bytes;
    const found = said.match(/BiDi listening on (ws:\S+)/);
    if (found) resolve(found[1]);
  });
});

/// Sends a command, gives its result.
function speaker(socket) {
  const waiting = new Map();
  socket.onmessage = ({ data }) => {
    const told = JSON.parse(data);
    const { resolve, reject } = waiting.get(told.id) ?? {};
    waiting.delete(told.id);
    if (told.type === "error") reject?.(new Error(`${told.error}: ${told.message}`));
    else resolve?.(told.result);
  };
  let serial = 0;
  return (method, params) => new Promise((resolve, reject) => {
    waiting.set(++serial, { resolve, reject });
    socket.send(JSON.stringify({ id: serial, method, params }));
  });
}

async function checked() {
  const file = path.join(work, "page.html");
  run(["report", tiny, "--periods", "one", "--lang", "en", "-o", file]);
  const socket = new WebSocket(await place() + "/session");
  await new Promise((resolve, reject) => { socket.onopen = resolve; socket.onerror = reject; });
  const send = speaker(socket);
  const { capabilities } = await send("session.new", { capabilities: {} });
  const { contexts: [{ context }] } = await send("browsingContext.getTree", {});
  const evaluate = async (expression) => {
    const told = await send("script.evaluate", { expression, target: { context }, awaitPromise: true });
    check(told.type === "success", `${expression}: ${told.exceptionDetails?.text}`);
    return told.result?.value;
  };
  const until = async (state) => {
    const goal = `new Promise((resolve) => { const look = () => document.documentElement.dataset.state === "${state}" ? resolve("") : setTimeout(look, 20); look(); })`;
    await evaluate(goal);
    return JSON.parse(await evaluate("JSON.stringify(document.documentElement.dataset)"));
  };
  await send("browsingContext.navigate", { context, url: "file://" + file, wait: "complete" });
  const base = await until("drawn");
  near(Number(base.objective), solve(tiny, ["--periods", "one", "--no-claims"]).objective_cny, "Firefox: the base plan");
  await evaluate(`{ const slider = document.querySelector("[data-key='electricity_price.west']"); slider.value = 1.3;
    slider.dispatchEvent(new Event("input", { bubbles: true })); }`);
  const moved = await until("drawn");
  const expected = solve(tiny, ["--periods", "one", "--no-claims", "--set", "electricity_price.west*=1.3"]);
  near(Number(moved.objective), expected.objective_cny, "Firefox: a move");
  const hash = await evaluate("location.hash");
  check(hash === "#set=electricity_price.west*%3D1.3", `Firefox: the address holds the position: ${hash}`);
  check((await evaluate(`String(document.querySelectorAll("#position svg").length)`)) === "1", "Firefox: the map follows");
  await evaluate(`location.hash = ""`);
  const back = await until("drawn");
  check(back.objective === base.objective, "Firefox: an empty address is the base plan");
  await send("browser.close", {});
  return `Firefox ${capabilities.browserVersion}: a move in ${Number(moved.ms).toFixed(1)} ms`;
}

try {
  finish(await checked());
} finally {
  browser.kill();
  rmSync(work, { recursive: true, force: true });
}
