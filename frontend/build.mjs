// Builds what the pages load (scripts, one style sheet, one sprite of icons) and the program that draws charts for
// paper. Names carry a hash of their content, so browsers keep files for ever; manifest.json tells which is which.
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import * as esbuild from "esbuild";
import * as sass from "sass";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const FOR_PAGES = here("../boji/site/static/built/");
const FOR_PAPER = here("../boji/platform/built/");

// Chrome 109 and Firefox 115 are the last for Windows 7; Safari 16.4 runs on an iPhone of 2017.
const common = { bundle: true, minify: true, write: false, legalComments: "none", logLevel: "warning", target: ["chrome109", "firefox115", "safari16.4"] };

const outputOf = async (options) => (await esbuild.build({ ...common, ...options })).outputFiles[0].text;

const script = (name) => outputOf({ entryPoints: [here(`${name}.js`)], format: "esm" });

const style = async () => {
  const tabler = sass.compile(here("tabler.scss"), { loadPaths: [here("node_modules/@tabler/core/scss")], quietDeps: true, logger: sass.Logger.silent });
  const { code } = await esbuild.transform(tabler.css, { loader: "css", minify: true, target: common.target });
  return code + await outputOf({ entryPoints: [here("theme.css")] });
};

const symbol = async (name) => {
  const svg = await readFile(here(`node_modules/@tabler/icons/icons/outline/${name}.svg`), "utf8");
  const shapes = svg.replace(/^[^>]*>|<\/svg>\s*$|<path stroke="none"[^>]*>/g, "").replace(/\s*\n\s*/g, "");
  return `<symbol id="${name}" viewBox="0 0 24 24">${shapes}</symbol>`;
};

const names = (await readFile(here("icons.txt"), "utf8")).split("\n").filter((line) => line && !line.startsWith("#"));
const icons = async () => `<svg xmlns="http://www.w3.org/2000/svg">${(await Promise.all(names.map(symbol))).join("\n")}</svg>\n`;

// What is passed on is passed on with its licence.
const EDITOR = ["autocomplete", "commands", "lang-yaml", "language", "lint", "search", "state", "view"].map((name) => `@codemirror/${name}`);
const UNDER_IT = ["@lezer/common", "@lezer/highlight", "@lezer/lr", "@lezer/yaml", "@marijn/find-cluster-break", "crelt", "style-mod", "w3c-keyname"];
const PASSED_ON = ["htmx.org", "@tabler/core", "@tabler/icons", "echarts", "zrender", "tslib", ...EDITOR, ...UNDER_IT];
const licence = async (name) => {
  const folder = here(`node_modules/${name}/`);
  const { version, license } = JSON.parse(await readFile(`${folder}package.json`, "utf8"));
  const files = (await readdir(folder)).filter((file) => /^(licen[cs]e|notice)/i.test(file));
  const texts = await Promise.all(files.map((file) => readFile(folder + file, "utf8").catch(() => "")));
  return [`${name} ${version} (${license})`, ...texts].join("\n\n");
};

// QuickJS knows no window, process or timer, and a picture that stands still needs none. `draw` is its one global name.
const paper = () => outputOf({
  entryPoints: [here("charts-svg.js")], format: "iife", globalName: "boji", target: "es2022",
  define: { "process.env.NODE_ENV": '"production"' },
  banner: { js: "var setTimeout = () => 0, clearTimeout = () => {};" }, footer: { js: "var draw = boji.draw;" },
});

const emptied = async (folder) => {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
};

const [site, charts, editor, look, sprite, drawing] = await Promise.all([script("site"), script("charts"), script("editor"), style(), icons(), paper()]);
await Promise.all([emptied(FOR_PAGES), emptied(FOR_PAPER)]);

const manifest = { icons: names, files: {} };
for (const [name, text] of Object.entries({ "site.js": site, "charts.js": charts, "editor.js": editor, "site.css": look, "icons.svg": sprite })) {
  manifest.files[name] = name.replace(".", `-${createHash("sha256").update(text).digest("hex").slice(0, 10)}.`);
  const path = FOR_PAGES + manifest.files[name];
  await Promise.all([writeFile(path, text), writeFile(`${path}.gz`, gzipSync(text)), writeFile(`${path}.br`, brotliCompressSync(text))]);
}
const licences = await Promise.all(PASSED_ON.map(licence));
await writeFile(`${FOR_PAGES}licenses.txt`, licences.join(`\n\n${"-".repeat(100)}\n\n`));
await writeFile(`${FOR_PAGES}manifest.json`, JSON.stringify(manifest, null, 2));
await writeFile(`${FOR_PAPER}charts-svg.js`, drawing);
