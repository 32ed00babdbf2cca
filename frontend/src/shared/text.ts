/** Chinese first, English complete, side by side where they are used. */
export const isEnglish = document.documentElement.lang.startsWith("en");

/** The text in the reader's language. */
export function t(zh: string, en: string): string {
  return isEnglish ? en : zh;
}
