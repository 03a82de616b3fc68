// The app's own texts: English in the sources, the other language from words.json, which has every one of them.

import type { LocalText } from "./checklist.ts";
import type words from "./words.json";

export type Word = keyof typeof words;
export type Language = "en" | "zh_CN";

const KEPT = "servicemark-tablet-language";
let language: Language = "en";
let translated: Partial<Record<string, string>> = {};

export function languageNow(): Language {
  return language;
}

/** The language that was chosen on this tablet, or else the tablet's own. */
export async function speakAsBefore(): Promise<void> {
  await speak(chosen() ?? (navigator.language.startsWith("zh") ? "zh_CN" : "en"));
}

export async function speak(wanted: Language): Promise<void> {
  if (wanted === "zh_CN")
    translated = (await (await fetch(document.body.dataset["words"]!)).json()) as typeof translated;
  language = wanted;
  document.documentElement.lang = wanted.replace("_", "-");
  try {
    localStorage.setItem(KEPT, wanted);
  } catch {
    // It is asked for again next time.
  }
}

function chosen(): Language | null {
  try {
    const found = localStorage.getItem(KEPT);
    return found === "en" || found === "zh_CN" ? found : null;
  } catch {
    return null;
  }
}

/** A text in the reader's language; `{name}` is replaced by what `values` has of it. */
export function say(word: Word, values: Record<string, string | number> = {}): string {
  const text = language === "en" ? word : (translated[word] ?? word);
  return text.replace(/\{(\w+)\}/g, (hole, name: string) => String(values[name] ?? hole));
}

export function read(text: LocalText | null | undefined): string {
  return text?.[language] || text?.en || "";
}

/** One of two names, such as of a site. */
export function named(english: string | null | undefined, chinese: string | null | undefined): string {
  return (language === "zh_CN" && chinese) || english || "";
}

export function moment(iso: string, zone?: string): string {
  return format(iso, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hour12: false }, zone);
}

export function day(iso: string, zone?: string): string {
  return format(iso, { weekday: "short", day: "numeric", month: "short" }, zone);
}

// Making one takes far longer than using it.
const formats = new Map<string, Intl.DateTimeFormat>();

function format(iso: string, options: Intl.DateTimeFormatOptions, zone?: string): string {
  const locale = language === "en" ? "en-GB" : "zh-CN";
  const whole = zone ? { ...options, timeZone: zone } : options;
  const key = locale + JSON.stringify(whole);
  const made = formats.get(key) ?? new Intl.DateTimeFormat(locale, whole);
  formats.set(key, made);
  return made.format(new Date(iso));
}
