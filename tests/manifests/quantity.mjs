// Kubernetes quantities as exact numbers, and their canonical form: no fraction, the largest suffix that loses no
// precision, and decimal suffixes below 1024. Follows `resource.Quantity` of apimachinery.
const NANO = 1_000_000_000n;
const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const DECIMAL = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'];
const SYNTAX = /^([+-]?)(\d{1,40})?(?:\.(\d{0,40}))?(Ki|Mi|Gi|Ti|Pi|Ei|[numkMGTPE]|[eE][+-]?\d{1,2})?$/;

function scaleOf(suffix) {
  if (BINARY.indexOf(suffix) > 0) return { form: 'binary', numerator: NANO * 1024n ** BigInt(BINARY.indexOf(suffix)) };
  if (DECIMAL.includes(suffix)) return { form: 'decimal', numerator: 1000n ** BigInt(DECIMAL.indexOf(suffix)) };
  const exponent = Number(suffix.slice(1));
  if (exponent < -9 || exponent > 18) return null;
  return { form: 'exponent', numerator: 10n ** BigInt(9 + exponent) };
}

// `{nano, form}`, or null if `text` is no quantity or is finer than a billionth.
export function parseQuantity(text) {
  const match = SYNTAX.exec(text);
  if (!match || (match[2] === undefined && !match[3])) return null;
  const [, sign, whole = '0', fraction = '', suffix = ''] = match;
  const scale = scaleOf(suffix);
  if (!scale) return null;
  const product = BigInt(whole + fraction) * scale.numerator;
  const divisor = 10n ** BigInt(fraction.length);
  if (product % divisor !== 0n) return null;
  return { nano: (sign === '-' ? -1n : 1n) * (product / divisor), form: scale.form };
}

export function canonicalQuantity({ nano, form }) {
  if (nano === 0n) return '0';
  if (form === 'binary' && nano % NANO === 0n && (nano >= 1024n * NANO || nano <= -1024n * NANO)) {
    return shorten(nano / NANO, 1024n, BINARY, 0);
  }
  const text = shorten(nano, 1000n, DECIMAL, 0);
  if (form !== 'exponent') return text;
  const [, digits, suffix] = /^(-?\d+)(.*)$/.exec(text);
  return suffix === '' ? digits : `${digits}e${3 * (DECIMAL.indexOf(suffix) - 3)}`;
}

function shorten(value, base, suffixes, index) {
  if (value % base !== 0n || index === suffixes.length - 1) return `${value}${suffixes[index]}`;
  return shorten(value / base, base, suffixes, index + 1);
}

export const isWhole = ({ nano }) => nano % NANO === 0n;
export const isWholeMilli = ({ nano }) => nano % (NANO / 1000n) === 0n;
