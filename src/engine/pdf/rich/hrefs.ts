/** Where a link leads inside the archive: a path, with its fragment; null for what lies outside. */
export function resolved(from: string, href: string): string | null {
  if (href === '' || /^[a-z][a-z\d+.-]*:/iu.test(href) || href.startsWith('/')) return null;
  const [, file = '', fragment] = /^([^#]*)(?:#(.*))?$/u.exec(href) ?? [];
  const path = file === '' ? from.split('/') : [...from.split('/').slice(0, -1), ...decoded(file.split('?')[0] ?? '').split('/')];
  const parts: string[] = [];
  for (const part of path) {
    if (part === '..') {
      if (parts.pop() === undefined) return null;
    } else if (part !== '.' && part !== '') {
      parts.push(part);
    }
  }
  return parts.join('/') + (fragment === undefined || fragment === '' ? '' : `#${decoded(fragment)}`);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
