import type { JournalNews } from "./stream";

/** Does this news concern a fragment that names these events, subjects and relations? */
export function concerns(words: string, news: JournalNews): boolean {
  // That a record was read is no news of the record: the reading would answer itself for ever.
  const isReading = news.event.startsWith("journal.");
  return words
    .split(/\s+/)
    .some(
      (word) =>
        word !== "" &&
        (news.event.startsWith(word) || (!isReading && (news.subject === word || news.related.includes(word)))),
    );
}
