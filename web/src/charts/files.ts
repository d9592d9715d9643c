// A chart as a file: SVG that stands alone, PNG drawn from it, and its table as CSV.

/** Properties of style that a chart's marks use. */
const STYLES = ['fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-opacity', 'stroke-linejoin', 'stroke-linecap', 'opacity', 'font-family', 'font-size', 'font-weight', 'font-stretch', 'text-anchor', 'paint-order'];
const MARGIN = { left: 64, right: 24, top: 44, bottom: 40 };

/** The text of an SVG that looks as the chart does now, with its title and a note under it. */
export function svgText(chart: SVGSVGElement, title: string, note: string): string {
  const copy = chart.cloneNode(true) as SVGSVGElement;
  const [here, there] = [[...chart.querySelectorAll<SVGElement>('*')], [...copy.querySelectorAll<SVGElement>('*')]];
  here.forEach((element, place) => {
    const style = getComputedStyle(element);
    const target = there[place];
    if (!target || element.tagName === 'title') return;
    for (const name of STYLES) {
      const value = style.getPropertyValue(name);
      if (value) target.setAttribute(name, value);
    }
    target.removeAttribute('style');
    target.removeAttribute('class');
  });
  const page = getComputedStyle(document.body);
  const [width, height] = [chart.clientWidth || Number(chart.getAttribute('width')), chart.clientHeight || Number(chart.getAttribute('height'))];
  const [whole, tall] = [width + MARGIN.left + MARGIN.right, height + MARGIN.top + MARGIN.bottom];
  const font = escapeXml(page.fontFamily.replaceAll('"', "'"));
  const inner = [...copy.childNodes].map((node) => new XMLSerializer().serializeToString(node)).join('');
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${whole}" height="${tall}" viewBox="0 0 ${whole} ${tall}" font-family="${font}">`
    + `<rect width="100%" height="100%" fill="${page.backgroundColor}"/>`
    + `<text x="${MARGIN.left}" y="26" font-size="16" font-weight="700" fill="${page.color}">${escapeXml(title)}</text>`
    + `<g transform="translate(${MARGIN.left} ${MARGIN.top})">${inner}</g>`
    + `<text x="${MARGIN.left}" y="${tall - 12}" font-size="11" fill="${page.color}">${escapeXml(note)}</text></svg>`;
}

/** The same as pixels, twice as fine. */
export async function pngOf(svg: string): Promise<Blob> {
  const picture = new Image();
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await picture.decode();
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [2 * picture.width, 2 * picture.height];
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture was made'))), 'image/png'));
}

/** A table as comma-separated values. */
export function csvText(head: readonly string[], rows: readonly (string | number | null)[][]): string {
  const cell = (value: string | number | null) => {
    const text = value === null || (typeof value === 'number' && Number.isNaN(value)) ? '' : String(value);
    return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [head, ...rows].map((row) => row.map(cell).join(',')).join('\n') + '\n';
}

/** Hands a file to the browser to keep. */
export function keep(name: string, content: Blob | string, type: string) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(typeof content === 'string' ? new Blob([content], { type }) : content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
