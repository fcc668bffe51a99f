/** What the checks before an order are set to, as far as the screen tells it. */
export interface RiskStatus {
  /** The kill switch is on: no new order leaves. */
  readonly killed: boolean;
}
