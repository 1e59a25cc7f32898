/** Numbers, sizes, times and plurals of one language, through Intl. */
export interface Formats {
  /** 12,345 */
  readonly number: (value: number) => string;
  /** A share 0..1 as whole percent; never 0 % or 100 % unless it is exactly that. */
  readonly percent: (share: number) => string;
  /** 590 kB, 1.2 GB. Decimal units, as file managers show them. */
  readonly bytes: (value: number) => string;
  /** 1.2e4 as "12k" */
  readonly compact: (value: number) => string;
  /** A number with at most two digits after the point. */
  readonly decimal: (value: number) => string;
  /** 40 s, 3 min, 1 h 5 min: as exact as a forecast deserves. */
  readonly duration: (seconds: number) => string;
  /** 340 ms, 2.4 s: a time that was measured. */
  readonly milliseconds: (value: number) => string;
  /** When something was: the time today, else the date. Milliseconds since 1970. */
  readonly moment: (at: number, now?: number) => string;
  readonly plural: (count: number, forms: { readonly one?: string; readonly other: string }) => string;
  readonly list: (items: readonly string[]) => string;
}

const byteUnits = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

export function createFormats(locale: string): Formats {
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const decimal = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const compact = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 });
  const plurals = new Intl.PluralRules(locale);
  const time = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' });
  const list = new Intl.ListFormat(locale, { style: 'long', type: 'conjunction' });
  const unit = (value: number, name: string, digits: number): string =>
    new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: name === 'byte' ? 'long' : 'short', maximumFractionDigits: digits }).format(value);

  return {
    number: (value) => number.format(value),
    percent(share) {
      if (share > 0 && share < 0.01) return percent.format(0.01);
      if (share < 1 && share > 0.99) return percent.format(0.99);
      return percent.format(share);
    },
    bytes(value) {
      const step = value < 1 ? 0 : Math.min(byteUnits.length - 1, Math.floor(Math.log10(value) / 3));
      const scaled = value / 1000 ** step;
      return unit(scaled, byteUnits[step] ?? 'byte', step > 1 && scaled < 100 ? 1 : 0);
    },
    compact: (value) => compact.format(value),
    decimal: (value) => decimal.format(value),
    duration(seconds) {
      const whole = Math.max(1, Math.round(seconds));
      if (whole < 60) return unit(whole < 10 ? whole : Math.round(whole / 5) * 5, 'second', 0);
      const minutes = Math.round(whole / 60);
      if (minutes < 60) return unit(minutes, 'minute', 0);
      const rest = minutes % 60;
      const hours = unit(Math.floor(minutes / 60), 'hour', 0);
      return rest === 0 ? hours : `${hours} ${unit(rest, 'minute', 0)}`;
    },
    milliseconds: (value) => (value < 1_000 ? unit(value, 'millisecond', 0) : unit(value / 1_000, 'second', 1)),
    moment(at, now = Date.now()) {
      const today = new Date(now).toDateString() === new Date(at).toDateString();
      return today ? time.format(at) : date.format(at);
    },
    plural: (count, forms) => (plurals.select(count) === 'one' ? (forms.one ?? forms.other) : forms.other),
    list: (items) => list.format(items),
  };
}
