// The search engine of the pages: step by step what orchestration/explain/find_engine.py and find_words.py do, which say
// how it goes. tests/explain/find_cases.yml holds both to the same answers.
"use strict";
const Find = (() => {
  const EXACT = 1, BEGINS = 0.85, INSIDE = 0.6, AROUND = 0.4, SYNONYM = 0.9, SAID = 0.35;
  const LONGEST = 40, LONGEST_PHRASE = 6, FITTING = 0.6, ANSWERING = 0.8;
  const RESULT = "realised";

  // --- Words.
  const tokens = (text) =>
    text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").match(/\p{Nd}+(?:[.,]\p{Nd}+)+|[\p{L}\p{N}]+/gu) ?? [];

  function stem(word) {
    if (word.length > 4 && word.endsWith("en")) {
      word = word.slice(0, -2);
      if (word.at(-1) === word.at(-2)) word = word.slice(0, -1);
      word = word.slice(0, -1) + ({ v: "f", z: "s" }[word.at(-1)] ?? word.at(-1));
    } else if (word.length > 4 && word.endsWith("ies")) word = `${word.slice(0, -3)}y`;
    else if (word.length > 3 && word.endsWith("s") && !word.endsWith("ss")) word = word.slice(0, -1);
    return word.replace(/([aeou])\1([^aeiou])$/, "$1$2");
  }

  const forms = (word) => [...new Set([word, stem(word)])];

  function likeness(asked, ofAsked, known, ofKnown) {
    if (ofAsked.some((one) => ofKnown.includes(one))) return EXACT;
    if (ofAsked.some((one) => known.startsWith(one))) return BEGINS;
    if (ofAsked.some((one) => one.length >= 4 && known.includes(one))) return INSIDE;
    if (ofKnown.some((one) => one.length >= 5 && (asked.startsWith(one) || asked.endsWith(one)))) return AROUND;
    return 0;
  }

  function slips(asked, known, most) {
    if (Math.abs(asked.length - known.length) > most) return most + 1;
    let earlier, before = [], row = [...Array(known.length + 1).keys()];
    for (let at = 1; at <= asked.length; at++) {
      [earlier, before, row] = [before, row, [at]];
      for (let to = 1; to <= known.length; to++) {
        let cost = Math.min(before[to] + 1, row[to - 1] + 1, before[to - 1] + (asked[at - 1] !== known[to - 1] ? 1 : 0));
        if (at > 1 && to > 1 && asked[at - 1] === known[to - 2] && asked[at - 2] === known[to - 1])
          cost = Math.min(cost, earlier[to - 2] + 1);
        row.push(cost);
      }
      if (Math.min(...row) > most) return most + 1;
    }
    return Math.min(row.at(-1), most + 1);
  }

  const before = (one, other) => (one < other ? -1 : one > other ? 1 : 0);
  const inOrder = (one, other) => {
    for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) return before(one[at], other[at]);
    return 0;
  };

  function corrected(asked, known) {
    const most = asked.length < 4 || /\p{Nd}/u.test(asked) ? 0 : asked.length >= 8 ? 2 : 1;
    if (!most) return null;
    let best = null;
    for (const word of known) {
      const one = [slips(asked, word, most), Number(word[0] !== asked[0]), word];
      if (!best || inOrder(one, best) < 0) best = one;
    }
    return best && best[0] <= most ? best[2] : null;
  }

  function nearest(asked, known, limit) {
    const most = Math.max(2, Math.floor(asked.length / 2) - 1);
    return [...known].filter((word) => word.length >= 4)
      .map((word) => [slips(asked, word, most), Number(word[0] !== asked[0]), word])
      .sort(inOrder).slice(0, limit).filter(([wrong]) => wrong <= most).map(([, , word]) => word);
  }

  function numberOf(word) {
    if (/^[0-9]{1,3}(\.[0-9]{3})+(,[0-9]+)?$/.test(word)) word = word.replaceAll(".", "");
    else if (!/^[0-9]+([.,][0-9]+)?$/.test(word)) return null;
    word = word.replace(",", ".").replace(/^0+(?=[0-9])/, "");
    return word.includes(".") ? word.replace(/0+$/, "").replace(/\.$/, "") : word;
  }

  const yearOf = (word) => (/^(19|20)[0-9]{2}$/.test(word) ? Number(word) : null);

  // --- The index, as orchestration/explain/find_index.py writes it.
  class Engine {
    constructor(data) {
      this.phrases = new Map(Object.entries(data.phrases));
      this.cut = Boolean(data.cut);
      this.ignored = new Set(data.ignored);
      this.entries = data.entries.map(([kind, id, nl, en, names, more, saysNl, saysEn, href, whole]) => ({
        kind, id, nl, en: en || nl, names, more, saysNl, saysEn: saysEn || saysNl, href, whole: Boolean(whole),
      }));
      this.periods = data.periods.map(([id, nl, en, firstYear, lastYear, part, start, end]) => ({
        id, nl, en: en || nl, firstYear, lastYear, part, start, end,
      }));
      this.series = data.series.map(([metric, organisation, area, category, kind, compared, href, figures]) => ({
        metric, organisation, area, category, kind, compared, href,
        figures: figures.map(([period, nl, en, place, number, disputed]) => ({
          period, nl, en: en || nl, place, number: number || null, disputed: Boolean(disputed),
        })),
      }));
      this.named = new Map();
      this.said = new Map();
      this.entries.forEach((entry, position) => {
        for (const [words, places] of [[entry.names, this.named], [entry.more, this.said]])
          for (const word of words.split(" ").filter(Boolean)) {
            if (!places.has(word)) places.set(word, []);
            places.get(word).push(position);
          }
      });
      const noDigit = (word) => !/^\p{Nd}/u.test(word);
      this.known = new Set([...this.named.keys()].filter(noDigit));
      for (const group of data.synonyms) for (const word of group) this.known.add(word);
      for (const phrase of this.phrases.keys()) for (const word of phrase.split(" ").filter(noDigit)) this.known.add(word);
      for (const word of this.ignored) this.known.delete(word);
      this.forms = new Map([...this.named.keys(), ...this.said.keys()].map((word) => [word, forms(word)]));
      this.groups = data.synonyms.map((group) => [group, new Set(group.flatMap(forms))]);
      this.remembered = new Map();
    }

    look(query) {
      const result = { sought: [], corrections: {}, unknown: [], answers: [], matches: [], cut: false, near: [] };
      let asked = tokens(query).map((word) => word.slice(0, LONGEST)).slice(0, LONGEST);
      const telling = (words) => {
        const left = words.filter((word) => !this.ignored.has(word));
        return left.length ? left : words;
      };
      asked = telling(telling(asked).map((word) => this.read(word, result)));
      const { when, rest } = this.when(asked);
      result.sought = rest.length ? rest : [...new Set(asked)];
      result.matches = this.matches(result.sought.map((word) => this.alike(word)));
      const alike = rest.map((word) => this.alike(word));
      const numbers = rest.map(numberOf);
      if (rest.length || when.kinds.length) [result.answers, result.cut] = this.answers(alike, numbers, when);
      const given = new Set(result.answers.filter((one) => one.figure).map((one) => one.figure.number));
      result.unknown = rest.filter((word, at) => !alike[at].size && (numbers[at] === null || !given.has(numbers[at])));
      if (!result.matches.length && !result.answers.length) result.unknown = result.sought;
      if (result.unknown.length) {
        result.answers = [];
        result.near = [...new Set(result.unknown.flatMap((word) => nearest(word, this.known, 5)))].slice(0, 5);
      }
      return result;
    }

    read(word, result) {
      if (this.known.has(word) || yearOf(word) || Math.max(0, ...this.alike(word).values()) > AROUND) return word;
      const meant = corrected(word, this.known);
      if (meant === null) return word;
      result.corrections[word] = meant;
      return meant;
    }

    alike(word) {
      if (this.remembered.has(word)) return this.remembered.get(word);
      const meant = new Map([[word, 1]]);
      for (const [group, theirs] of this.groups)
        if (forms(word).some((form) => theirs.has(form)))
          for (const other of group) if (!meant.has(other)) meant.set(other, SYNONYM);
      const asked = [...meant].map(([one, weight]) => [weight, one, forms(one)]);
      const found = new Map();
      for (const [known, ofKnown] of this.forms) {
        const strength = Math.max(...asked.map(([weight, one, ofOne]) => weight * likeness(one, ofOne, known, ofKnown)));
        if (strength) found.set(known, strength);
      }
      this.remembered.set(word, found);
      return found;
    }

    when(asked) {
      const when = { years: [], parts: [], periods: [], kinds: [] }, rest = new Set();
      for (let at = 0; at < asked.length;) {
        let taken = Math.min(LONGEST_PHRASE, asked.length - at);
        while (taken && !this.phrases.has(asked.slice(at, at + taken).join(" "))) taken--;
        if (taken) {
          const [what, which] = this.phrases.get(asked.slice(at, at + taken).join(" "));
          when[`${what}s`].push(what === "period" ? Number(which) : which);
        } else if (yearOf(asked[at])) {
          taken = 1;
          when.years.push(yearOf(asked[at]));
          if (/^(0[1-9]|1[0-2])$/.test(asked[at + 1] ?? "")) when.parts.push(asked[at + taken++]);
        } else {
          taken = 1;
          rest.add(asked[at]);
        }
        at += taken;
      }
      return { when, rest: [...rest] };
    }

    closeness(position, alike) {
      const { nl, en } = this.entries[position];
      return Number([nl, en].some((text) => {
        const name = tokens(text).filter((word) => !this.ignored.has(word));
        return name.length && name.every((word) => alike.some((known) => (known.get(word) ?? 0) >= SYNONYM));
      }));
    }

    byEntry(known, places, weight, found = new Map()) {
      for (const [word, strength] of known)
        for (const position of places.get(word) ?? [])
          found.set(position, Math.max(found.get(position) ?? 0, strength * weight));
      return found;
    }

    matches(alike) {
      const named = alike.map((known) => this.byEntry(known, this.named, 1));
      const said = alike.map((known) => this.byEntry(known, this.said, SAID));
      let found = [];
      for (const position of new Set([...named, ...said].flatMap((strengths) => [...strengths.keys()]))) {
        if (this.entries[position].kind === "organisation") continue;
        let total = 0;
        alike.forEach((_, at) => { total += Math.max(named[at].get(position) ?? 0, said[at].get(position) ?? 0); });
        found.push({ entry: position, fitness: total / alike.length + 0.1 * this.closeness(position, alike) });
      }
      const best = Math.max(0, ...found.map((match) => match.fitness));
      found = found.filter((match) => match.fitness >= FITTING * best);
      return found.sort((one, other) => other.fitness - one.fitness || one.entry - other.entry);
    }

    about(known) {
      const strengths = this.byEntry(known, this.named, 1);
      for (const [position, strength] of this.byEntry(known, this.said, SAID))
        if (["area", "category"].includes(this.entries[position].kind))
          strengths.set(position, Math.max(strength, strengths.get(position) ?? 0));
      return strengths;
    }

    answers(alike, numbers, when) {
      alike = alike.map((known) => new Map([...known].filter(([, strength]) => strength > AROUND)));
      const about = alike.map((known) => this.about(known));
      const kinds = when.kinds.length ? when.kinds : [RESULT];
      const found = [];
      for (const series of this.series) {
        if (!kinds.includes(series.kind)) continue;
        const printed = new Set(series.figures.map((figure) => figure.number));
        const given = numbers.map((number) => (number !== null && printed.has(number) ? number : null));
        const fitness = this.fitness(series, about, given, alike);
        if (fitness)
          for (const figure of this.figures(series, when, given.filter((number) => number !== null)))
            found.push({ series, figure, fitness });
      }
      let best = 0;
      for (const answer of found) best = Math.max(best, answer.fitness);
      const order = ({ series, figure, fitness }) => [
        -fitness, Number(figure === null), series.metric, series.category, series.area, series.organisation, series.kind,
        series.compared, figure === null ? -1 : figure.period,
      ];
      const fitting = found.filter((answer) => answer.fitness >= ANSWERING * best);
      return [fitting.sort((one, other) => inOrder(order(one), order(other))), this.cut];
    }

    fitness(series, about, numbers, alike) {
      let total = 0, byArea = false, byCategory = false, bySubject = !about.length, byNumber = false;
      for (let at = 0; at < about.length; at++) {
        const number = numbers[at] !== null;
        const metric = about[at].get(series.metric) ?? 0, area = about[at].get(series.area) ?? 0;
        const category = series.category < 0 ? 0 : about[at].get(series.category) ?? 0;
        const best = Math.max(metric, area, category, about[at].get(series.organisation) ?? 0, number ? 1 : 0);
        if (!best) return 0;
        total += best;
        byArea ||= area > Math.max(metric, category);
        byCategory ||= category > metric;
        bySubject ||= Math.max(metric, category) > 0 || number;
        byNumber ||= number;
      }
      if (!bySubject || !(byArea || byNumber || this.entries[series.area].whole)) return 0;
      if (series.category >= 0 && about.length && !(byCategory || byNumber)) return 0;
      let fitness = (about.length ? total / about.length : 1) + 0.1 * this.closeness(series.metric, alike);
      if (byArea) fitness += 0.1 * this.closeness(series.area, alike);
      if (series.category >= 0) fitness += 0.1 * this.closeness(series.category, alike) - 0.05;
      return fitness;
    }

    figures(series, when, numbers) {
      return (when.years.length ? when.years : [null]).map((year) => {
        let fitting = series.figures.filter(
          (figure) => (!numbers.length || numbers.includes(figure.number)) && this.isOf(figure.period, year, when));
        if (year && !when.parts.length && !when.periods.length) {
          const whole = fitting.filter((figure) => this.periods[figure.period].id === String(year));
          if (whole.length) fitting = whole;
        }
        const newest = ({ period }) => [-this.periods[period].end, this.periods[period].start, period];
        return fitting.sort((one, other) => inOrder(newest(one), newest(other)))[0] ?? null;
      });
    }

    isOf(position, year, when) {
      if (when.periods.length) return when.periods.includes(position);
      const period = this.periods[position];
      return (year === null || (period.firstYear <= year && year <= period.lastYear))
        && (!when.parts.length || when.parts.includes(period.part));
    }
  }

  return { Engine };
})();
