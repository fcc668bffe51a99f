/** The parts of ag-grid that the house uses, and no more: what is not registered is not in the bundle. */
import {
  CellApiModule,
  ClientSideRowModelApiModule,
  ClientSideRowModelModule,
  ColumnApiModule,
  DragAndDropModule,
  EventApiModule,
  InfiniteRowModelModule,
  LocaleModule,
  ModuleRegistry,
  RenderApiModule,
  RowApiModule,
  RowDragModule,
  RowSelectionModule,
  RowStyleModule,
  CellStyleModule,
  ScrollApiModule,
  TooltipModule,
} from 'ag-grid-community';

let registered = false;

/** Registers the modules once, before the first grid. */
export function registerGridModules(): void {
  if (registered) return;
  registered = true;
  ModuleRegistry.registerModules([
    ClientSideRowModelModule,
    ClientSideRowModelApiModule,
    InfiniteRowModelModule,
    ColumnApiModule,
    RowApiModule,
    RenderApiModule,
    CellApiModule,
    ScrollApiModule,
    EventApiModule,
    RowSelectionModule,
    RowStyleModule,
    CellStyleModule,
    RowDragModule,
    DragAndDropModule,
    LocaleModule,
    TooltipModule,
  ]);
}
