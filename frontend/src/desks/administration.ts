import "../shared/start";
import { keepDraft } from "../shared/drafts";
import { isChanged } from "../shared/identity";

/*
 * A rule table that is edited as a form travels with it as a text. After an ended session or a reload
 * that text is put back with what was typed; then the sheet is drawn anew from it.
 */
const form = document.querySelector<HTMLFormElement>("#rule-form");
const whole = form?.querySelector<HTMLTextAreaElement>("textarea[name=content][hidden]");
if (form && whole) {
  if (isChanged(whole)) {
    for (const one of form.querySelectorAll<HTMLInputElement>('[name^="f:"]')) one.disabled = !isChanged(one);
    form.requestSubmit(form.querySelector<HTMLButtonElement>('button[value="keep"]'));
  } else if (form.hasAttribute("data-edited")) {
    const text = whole.value;
    whole.defaultValue = "";
    whole.value = text;
    keepDraft(form);
  }
}
