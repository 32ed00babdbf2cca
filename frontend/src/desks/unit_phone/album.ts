import { t } from "../../shared/text";
import type { Photo } from "./photos";

/* The photos in the form of the report: what was chosen, each with a way to take it out again. */
const previews = new Map<string, string>();

const preview = (photo: Photo): string => {
  const known = previews.get(photo.key) ?? URL.createObjectURL(photo.blob);
  previews.set(photo.key, known);
  return known;
};

function drawn(photo: Photo): HTMLLIElement {
  const item = document.createElement("li");
  const picture = document.createElement("img");
  picture.src = preview(photo);
  picture.alt = photo.name;
  const out = document.createElement("button");
  out.type = "button";
  out.className = "button";
  out.dataset.dropsPhoto = photo.key;
  out.textContent = t("去掉", "Remove");
  out.setAttribute("aria-label", t(`去掉 ${photo.name}`, `Remove ${photo.name}`));
  item.append(picture, out);
  return item;
}

/** Put what was chosen into every form of its job; what waits already is no longer in a form. */
export function drawAlbums(all: Photo[]): void {
  const drafts = all.filter((one) => !one.isReady);
  for (const box of document.querySelectorAll<HTMLElement>("[data-photos]")) {
    const mine = drafts.filter((one) => one.incident === box.dataset.incident && one.job === box.dataset.job);
    const list = box.querySelector("[data-photo-list]");
    list?.replaceChildren(...mine.map(drawn));
  }
  for (const [key, address] of previews) {
    if (drafts.some((one) => one.key === key)) continue;
    URL.revokeObjectURL(address);
    previews.delete(key);
  }
}

/** How far the photos are, in words; empty when none waits. */
export function photoWords(waiting: Photo[], share: number, isOffline: boolean): string {
  const count = waiting.length;
  if (!count) return "";
  if (isOffline) return t(`照片已存 ${count} 张，来信号自动补报`, `${count} photos kept, sent when the signal returns`);
  const percent = Math.floor(share * 100);
  return t(
    `正在发送照片，还有 ${count} 张（本张 ${percent}%）`,
    `Sending photos, ${count} left (this one ${percent}%)`,
  );
}
