/** Funds of an account as blocks of figures, told apart by who says them: the broker's report, or what is computed here since. Pure. */
import type { CellText } from '#renderer/workspace/grid/cell-text.ts';
import { formatResult, NONE, toneOfSign, type Tone } from '#renderer/workspace/grid/figures.ts';
import type { Language } from '#shared/faults.ts';
import type { Funds } from '#shared/model/account.ts';
import { formatMoney } from '#shared/price.ts';
import { fundsWords } from './funds-words.ts';

export interface FundsFigure extends CellText {
  readonly id: string;
  readonly label: string;
}

export interface FundsBlock {
  readonly currency: string;
  readonly reportedAt: number;
  readonly equity: FundsFigure;
  readonly live: readonly FundsFigure[];
  readonly reported: readonly FundsFigure[];
  readonly risk: Risk;
}

export interface Risk {
  readonly text: string;
  /** 0 to 1: how much of the bar is filled. */
  readonly part: number;
  readonly tone: Tone;
}

/** The risk level as text, part of a bar and colour: calm below 60 %, warning from there, alarm from 85 %. */
export function riskOf(risk: number): Risk {
  if (!Number.isFinite(risk)) return { text: NONE, part: 0, tone: 'dim' };
  const tone: Tone = risk >= 0.85 ? 'error' : risk >= 0.6 ? 'warning' : 'good';
  return { text: `${(risk * 100).toFixed(1)}%`, part: Math.min(1, Math.max(0, risk)), tone };
}

/** The broker's own judgement, 1 to 9: calm to 4, warning at 5 and 6, alarm from 7 on (Futu, CltRiskStatus). */
function gradeOf(grade: number, language: Language): FundsFigure {
  const words = fundsWords[language];
  return { id: 'riskGrade', label: words.riskGrade, text: `${grade} / 9`, tone: grade >= 7 ? 'error' : grade >= 5 ? 'warning' : 'good', title: words.riskGradeTitle };
}

/** The blocks of an account, one per currency, in a fixed order. */
export function fundsBlocks(funds: Iterable<Funds>, account: string | undefined, language: Language): readonly FundsBlock[] {
  const words = fundsWords[language];
  const own = [...funds].filter((f) => f.account === account).sort((a, b) => (a.currency < b.currency ? -1 : 1));
  return own.map((f) => {
    const money = (id: string, label: string, value: number, tone: Tone = ''): FundsFigure => ({ id, label, text: formatMoney(value), tone: value === 0 ? 'faint' : tone });
    const result = (id: string, label: string, value: number): FundsFigure => ({ id, label, text: formatResult(value), tone: value === 0 ? 'faint' : toneOfSign(value) });
    return {
      currency: f.currency,
      reportedAt: f.reportedAt,
      equity: { ...money('equity', words.equity, f.equity), title: words.equityTitle },
      live: [
        money('available', words.available, f.available, f.available < 0 ? 'error' : ''),
        result('unrealised', words.unrealised, f.unrealised),
        money('marketValue', words.marketValue, f.marketValue),
        money('margin', words.margin, f.margin),
        ...(f.maintenance === undefined ? [] : [{ ...money('maintenance', words.maintenance, f.maintenance), title: words.maintenanceTitle }]),
      ],
      reported: [
        money('balance', words.balance, f.balance),
        result('realised', words.realised, f.realised),
        money('frozen', words.frozen, f.frozen),
        money('fees', words.fees, f.fees),
        result('netDeposits', words.netDeposits, f.netDeposits),
        ...(f.riskGrade === undefined ? [] : [gradeOf(f.riskGrade, language)]),
      ],
      risk: riskOf(f.risk),
    };
  });
}
