/** The few words that ag-grid says by itself (for screen readers and while a page loads), in both languages. */
import type { Language } from '#shared/faults.ts';

export const GRID_WORDS: Readonly<Record<Language, Record<string, string>>> = {
  zh: {
    loadingOoo: '读取中…',
    noRowsToShow: '没有记录',
    loadingError: '读取失败',
    ariaRowSelect: '按空格选中该行',
    ariaRowDeselect: '按空格取消选中该行',
    ariaSortableColumn: '按回车排序',
    ariaLabelLoading: '读取中',
    ariaLabelLoadingError: '读取失败',
    ariaLabelTooltip: '提示',
    ariaHeaderSelection: '全选列',
  },
  en: {
    loadingOoo: 'Loading…',
    noRowsToShow: 'No rows',
    loadingError: 'Could not be loaded',
    ariaRowSelect: 'Press Space to select this row',
    ariaRowDeselect: 'Press Space to deselect this row',
    ariaSortableColumn: 'Press Enter to sort',
    ariaLabelLoading: 'Loading',
    ariaLabelLoadingError: 'Could not be loaded',
    ariaLabelTooltip: 'Tooltip',
    ariaHeaderSelection: 'Column with header selection',
  },
};
