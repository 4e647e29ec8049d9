// What Cost Explorer says of commitments (Savings Plans, reservations) and of advice: nobody has committed to anything here, or asked for advice.
import { input } from '../input.ts';
import { AwsError, type Operation } from '../operation.ts';
import { jsonWords } from '../wording.ts';

const refusing = (code: string, words: string): Operation => ({
  kind: 'read',
  run(_context, params) {
    if (!input(params, jsonWords).record('TimePeriod')) throw jsonWords('missing', 'TimePeriod');
    throw new AwsError(code, words, 400);
  },
});

const noData = refusing('DataUnavailableException', 'Data is not available. Please try to adjust the time period. If just enabled Cost Explorer, data might not be ingested yet');

const zeros = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, '0']));
const HOURS = [
  'PurchasedHours',
  'TotalActualHours',
  'UnusedHours',
  'OnDemandCostOfRIHoursUsed',
  'NetRISavings',
  'TotalPotentialRISavings',
  'AmortizedUpfrontFee',
  'AmortizedRecurringFee',
  'TotalAmortizedFee',
];

export const COMMITMENTS: { readonly [name: string]: Operation } = {
  GetCostAndUsageWithResources: refusing(
    'DataUnavailableException',
    'Resource-level data is an opt-in only feature. You can enable this feature from the Cost Explorer preferences.',
  ),
  GetReservationUtilization: {
    kind: 'read',
    run(_context, params) {
      if (!input(params, jsonWords).record('TimePeriod')) throw jsonWords('missing', 'TimePeriod');
      return { UtilizationsByTime: [], Total: { UtilizationPercentage: '0', ...zeros(HOURS) } };
    },
  },
  GetRightsizingRecommendation: {
    kind: 'read',
    run(_context, params) {
      input(params, jsonWords).text('Service');
      throw new AwsError(
        'AccessDeniedException',
        'Rightsizing EC2 recommendation is an opt-in only feature. You can enable this feature from the PAYER account’s Cost Explorer Settings page.',
        400,
      );
    },
  },
  GetSavingsPlansCoverage: noData,
  GetSavingsPlansUtilization: noData,
};
