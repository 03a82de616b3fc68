// Builds what the pages load, and copies the fonts of the PDFs.
//   src/*.ts, src/*.css, src/tablet, icons.json, the marks of network/web/static
//     -> network/web/static/dist: files named by their content, and manifest.json (logical name -> file)
//   the Noto Sans SC files -> reports/fonts
// The manifest is written last: its time says when the whole build was finished.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = path.dirname(fileURLToPath(import.meta.url));
const modules = path.join(here, "node_modules");
const statics = path.join(here, "..", "network", "web", "static");
const output = path.join(statics, "dist");
const fonts = path.join(here, "..", "reports", "fonts");

const licensed = ["@tabler/core", "@tabler/icons", "htmx.org", "idb", "swagger-ui-dist"];
const entries = [
  "main.ts", "styles.css", "api_docs.ts", "api_docs.css", "tablet/tablet.ts", "tablet/tablet_worker.ts", "tablet/tablet.css",
];

/** TypeScript in strict mode; esbuild only strips types and would let errors through. */
function checkTypes() {
  for (const project of ["tsconfig.json", "tsconfig.worker.json"]) {
    const checked = [path.join(modules, "typescript", "bin", "tsc"), "--noEmit", "--project", project];
    execFileSync(process.execPath, checked, { cwd: here, stdio: "inherit" });
  }
}

/** Scripts and styles. Returns manifest entries. */
async function bundle() {
  const { metafile } = await build({
    entryPoints: entries.map((name) => path.join(here, "src", name)),
    outdir: output,
    entryNames: "[name]-[hash]",
    bundle: true,
    minify: true,
    format: "iife",
    target: ["es2022", "safari17.4"],
    legalComments: "eof",
    metafile: true,
    logLevel: "warning",
    absWorkingDir: here,
  });
  const built = Object.entries(metafile.outputs).filter(([, { entryPoint }]) => entryPoint);
  return Object.fromEntries(
    built.map(([file, { entryPoint }]) => [path.basename(entryPoint).replace(/\.ts$/, ".js"), path.basename(file)]),
  );
}

/** Writes one file under a name that holds the hash of its content. Returns its manifest entry. */
async function writeHashed(name, content) {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 8);
  const { name: stem, ext } = path.parse(name);
  const file = `${stem}-${hash}${ext}`;
  await writeFile(path.join(output, file), content);
  return { [name]: file };
}

/** One SVG with a <symbol> for each icon named in icons.json, and for no other. */
async function buildSprite() {
  const names = JSON.parse(await readFile(path.join(here, "icons.json"), "utf8"));
  const symbols = await Promise.all(names.map(readSymbol));
  return writeHashed("icons.svg", `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`);
}

async function readSymbol(name) {
  const source = await readFile(path.join(modules, "@tabler", "icons", "icons", "outline", `${name}.svg`), "utf8");
  const shapes = source
    .replace(/<!--[^]*?-->/g, "")
    .replace(/^[^]*?<svg[^>]*>/, "")
    .replace(/<\/svg>[^]*$/, "")
    .replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none" \/>/, "")
    .replace(/\s*\n\s*/g, "");
  return `<symbol id="${name}" viewBox="0 0 24 24">${shapes}</symbol>`;
}

/** The tablet's texts in the languages that are not in its sources. */
async function copyWords() {
  const words = JSON.parse(await readFile(path.join(here, "src", "tablet", "words.json"), "utf8"));
  return writeHashed("tablet_words.json", JSON.stringify(words));
}

/** Our own marks: committed beside dist, served from it so that they are cached for ever like the rest. */
async function copyMarks() {
  const names = (await readdir(statics)).filter((name) => /\.(svg|png)$/.test(name));
  const marks = await Promise.all(
    names.map(async (name) => writeHashed(name, await readFile(path.join(statics, name)))),
  );
  return Object.assign({}, ...marks);
}

/** The licences of what is bundled travel with it. */
async function collectLicences() {
  const texts = await Promise.all(
    licensed.map(async (name) => {
      const folder = path.join(modules, ...name.split("/"));
      const { version, license } = JSON.parse(await readFile(path.join(folder, "package.json"), "utf8"));
      const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
      const text = file ? await readFile(path.join(folder, file), "utf8") : `Licence: ${license}\n`;
      return `${name} ${version} (${license})\n\n${text.trim()}\n`;
    }),
  );
  await writeFile(path.join(output, "LICENSES.txt"), texts.join(`\n${"-".repeat(80)}\n\n`));
}

async function copyFonts() {
  const noto = path.join(modules, "@expo-google-fonts", "noto-sans-sc");
  await mkdir(fonts, { recursive: true });
  for (const weight of ["400Regular", "700Bold"]) {
    const file = `NotoSansSC_${weight}.ttf`;
    await cp(path.join(noto, weight, file), path.join(fonts, file));
  }
  await cp(path.join(noto, "LICENSE_FONT"), path.join(fonts, "LICENSE_FONT"));
}

checkTypes();
await rm(output, { recursive: true, force: true });
await mkdir(output, { recursive: true });
const parts = await Promise.all([bundle(), buildSprite(), copyWords(), copyMarks(), collectLicences(), copyFonts()]);
const manifest = Object.assign({}, ...parts);
await writeFile(path.join(output, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
