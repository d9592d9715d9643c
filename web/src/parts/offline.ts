// The view as one file that works offline: what is seen, with its styles, without scripts.

import { keep } from '../charts/files';
import { page } from '../state/page.svelte';
import { common } from '../text/en/common';

export function saveView() {
  const copy = document.documentElement.cloneNode(true) as HTMLElement;
  for (const element of copy.querySelectorAll('script, link, noscript, .tools, .mast .end, datalist, .skip')) element.remove();
  // What a form shows now is not in its markup.
  const [here, there] = [document.querySelectorAll<HTMLInputElement | HTMLSelectElement>('input, select'), copy.querySelectorAll<HTMLInputElement | HTMLSelectElement>('input, select')];
  here.forEach((field, place) => {
    const target = there[place];
    if (!target) return;
    target.setAttribute('disabled', '');
    if (field instanceof HTMLSelectElement) {
      [...target.querySelectorAll('option')].forEach((option, index) => option.toggleAttribute('selected', index === field.selectedIndex));
    } else target.setAttribute('value', field.value);
  });
  for (const button of copy.querySelectorAll('button')) button.setAttribute('disabled', '');
  for (const link of copy.querySelectorAll('a')) link.setAttribute('href', new URL(link.getAttribute('href') ?? '', location.href).href);
  const head = copy.querySelector('head');
  const style = document.createElement('style');
  style.textContent = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules].map((rule) => rule.cssText)).join('\n');
  const policy = document.createElement('meta');
  policy.setAttribute('http-equiv', 'Content-Security-Policy');
  policy.setAttribute('content', "default-src 'none'; style-src 'unsafe-inline'; img-src data:");
  head?.prepend(policy);
  head?.append(style);
  const note = document.createElement('p');
  note.className = 'tiny';
  note.textContent = `${common.savedFrom} ${location.href}`;
  copy.querySelector('main')?.append(note);
  const name = `${page.model?.name.replace(/\W+/g, '-') ?? 'presidium'}-${page.state.view}.html`;
  keep(name, `<!doctype html>\n${copy.outerHTML}`, 'text/html');
}
