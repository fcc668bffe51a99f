/**
 * How OpenD names a security and what it knows of it for good.
 * Source: the public message definitions of Futu's API 10.x (field names, numbers and types); seeds/003 describes the meaning.
 */
import { message, opt, req } from '#electron/brokers/futu/wire/schema.ts';

export const QotHeader = message('QotHeader', { securityFirm: opt.int32(1) });

/** Every request for quotes may name the firm that the rights belong to. */
export const FIRM = { header: opt.of(100, QotHeader) };

export const Security = message('Security', { market: req.int32(1), code: req.string(2) });

export const SecurityStaticBasic = message('SecurityStaticBasic', {
  security: req.of(1, Security), id: req.signedId(2), lotSize: req.int32(3), secType: req.int32(4), name: req.string(5), listTime: req.string(6),
  delisting: opt.bool(7), listTimestamp: opt.double(8), exchType: opt.int32(9),
});

export const WarrantStaticExData = message('WarrantStaticExData', { type: req.int32(1), owner: req.of(2, Security) });

export const OptionStaticExData = message('OptionStaticExData', {
  type: req.int32(1), owner: req.of(2, Security), strikeTime: req.string(3), strikePrice: req.double(4), suspend: req.bool(5), market: req.string(6),
  strikeTimestamp: opt.double(7), indexOptionType: opt.int32(8), expirationCycle: opt.int32(9), optionStandardType: opt.int32(10),
  optionSettlementMode: opt.int32(11),
});

export const FutureStaticExData = message('FutureStaticExData', { lastTradeTime: req.string(1), lastTradeTimestamp: opt.double(2), isMainContract: req.bool(3) });

export const SecurityStaticInfo = message('SecurityStaticInfo', {
  basic: req.of(1, SecurityStaticBasic), warrantExData: opt.of(2, WarrantStaticExData), optionExData: opt.of(3, OptionStaticExData),
  futureExData: opt.of(4, FutureStaticExData),
});

export const PlateInfo = message('PlateInfo', { plate: req.of(1, Security), name: req.string(2), plateType: opt.int32(3) });
