import { clearDrafts } from "./drafts";
import { pagePerson, renew } from "./session";
import { t } from "./text";

/*
 * The session ended while something typed stands on the page: the page stays, says so, and goes on
 * by itself when the same person has signed in again in another window.
 */
const ASKED_EVERY_MS = 5_000;
let banner: HTMLElement | undefined;
let timer: ReturnType<typeof setInterval> | undefined;

export function saySignedOut(): void {
  if (banner) return;
  banner = document.createElement("div");
  banner.className = "signed-out";
  banner.setAttribute("role", "alert");
  const words = document.createElement("span");
  words.textContent = t(
    "登录已结束。填的内容还在；重新登录后可以继续发送。",
    "Signed out. What you typed is still here and can be sent once you are signed in again.",
  );
  const door = document.createElement("a");
  door.href = "/sign-in";
  door.target = "_blank";
  door.rel = "opener";
  door.className = "button";
  door.textContent = t("在新窗口登录", "Sign in in a new window");
  banner.append(words, door);
  document.body.append(banner);
  timer = setInterval(() => void look(), ASKED_EVERY_MS);
}

/** Takes the banner away once this person is signed in again; somebody else begins afresh. */
async function look(): Promise<void> {
  const who = await renew();
  if (!who?.person) return;
  if (who.person !== pagePerson()) {
    clearDrafts();
    location.replace("/");
    return;
  }
  clearInterval(timer);
  banner?.remove();
  banner = undefined;
  document.dispatchEvent(new CustomEvent("quanju:gap"));
}

addEventListener("focus", () => {
  if (pagePerson() && !document.body.classList.contains("open")) void look();
});
