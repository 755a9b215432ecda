// The command, as the tests ask it: its JSON documents are what module and page are held to.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import path from "node:path";

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const binary = process.env.EASTWEST ?? path.join(root, "target/release/eastwest");

export function run(words) {
  return execFileSync(binary, words, { cwd: root, encoding: "utf8", maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "pipe"] });
}

/// The answer, or null where the command refuses what is asked.
export function solve(folder, words) {
  try {
    return JSON.parse(run(["solve", folder, "--format", "json", ...words]));
  } catch (error) {
    if (error.status === 2) return null;
    throw error;
  }
}

let failures = 0;

export function check(holds, what) {
  if (holds) return;
  failures += 1;
  console.error(`FAILED: ${what}`);
}

export function near(found, expected, what, tolerance = 1e-9) {
  const size = Math.max(Math.abs(found), Math.abs(expected));
  check(Math.abs(found - expected) <= tolerance * Math.max(size, 1e-30) || Math.abs(found - expected) <= 1e-9, `${what}: ${found} instead of ${expected}`);
}

export function finish(told) {
  if (failures > 0) {
    console.error(`${failures} failure(s)`);
    process.exit(1);
  }
  console.log(told);
}
