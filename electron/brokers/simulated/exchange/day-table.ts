/** Trading days by small numbers, so that a column of figures can hold them. There are few, and mostly the last one is asked for. */
export class DayTable {
  readonly days: string[] = [];
  #last = 0;

  placeOf(day: string): number {
    if (this.days[this.#last] === day) return this.#last;
    const known = this.days.indexOf(day);
    this.#last = known >= 0 ? known : this.days.push(day) - 1;
    return this.#last;
  }
}
