package spinewatch.hapi;

import ca.uhn.fhir.batch2.jobs.config.Batch2JobsConfig;
import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.jpa.api.config.JpaStorageSettings;
import ca.uhn.fhir.jpa.api.config.ThreadPoolFactoryConfig;
import ca.uhn.fhir.jpa.api.dao.IFhirSystemDao;
import ca.uhn.fhir.jpa.batch2.JpaBatch2Config;
import ca.uhn.fhir.jpa.binary.api.IBinaryStorageSvc;
import ca.uhn.fhir.jpa.binstore.MemoryBinaryStorageSvcImpl;
import ca.uhn.fhir.jpa.config.HapiJpaConfig;
import ca.uhn.fhir.jpa.config.r4.JpaR4Config;
import ca.uhn.fhir.jpa.config.util.HapiEntityManagerFactoryUtil;
import ca.uhn.fhir.jpa.model.config.PartitionSettings;
import ca.uhn.fhir.jpa.model.config.SubscriptionSettings;
import ca.uhn.fhir.jpa.model.dialect.HapiFhirH2Dialect;
import ca.uhn.fhir.jpa.provider.IJpaSystemProvider;
import ca.uhn.fhir.jpa.provider.JpaCapabilityStatementProvider;
import ca.uhn.fhir.jpa.search.DatabaseBackedPagingProvider;
import ca.uhn.fhir.jpa.subscription.channel.config.SubscriptionChannelConfig;
import ca.uhn.fhir.jpa.subscription.match.config.SubscriptionProcessorConfig;
import ca.uhn.fhir.jpa.subscription.match.deliver.email.IEmailSender;
import ca.uhn.fhir.jpa.subscription.submit.config.SubscriptionSubmitterConfig;
import ca.uhn.fhir.rest.server.RestfulServer;
import ca.uhn.fhir.rest.server.interceptor.ResponseHighlighterInterceptor;
import ca.uhn.fhir.rest.server.provider.ResourceProviderFactory;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import com.zaxxer.hikari.HikariDataSource;
import jakarta.persistence.EntityManagerFactory;
import java.util.Properties;
import javax.sql.DataSource;
import org.hibernate.cfg.AvailableSettings;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;

/**
 * HAPI FHIR's own R4 JPA beans, with what every server has to supply: a database (H2 in memory, gone at the end), the
 * storage settings and the REST servlet. Settings keep HAPI's defaults wherever the tests do not need another.
 */
@Configuration
@Import({
  JpaR4Config.class,
  HapiJpaConfig.class,
  ThreadPoolFactoryConfig.class,
  JpaBatch2Config.class,
  Batch2JobsConfig.class,
  SubscriptionSubmitterConfig.class,
  SubscriptionProcessorConfig.class,
  SubscriptionChannelConfig.class
})
class ServerConfig {

  /** As on the public HAPI test server: 20 entries a page unless asked otherwise. */
  private static final int DEFAULT_PAGE = 20;

  private static final int LARGEST_PAGE = 1000;

  @Bean
  JpaStorageSettings storageSettings() {
    JpaStorageSettings settings = new JpaStorageSettings();
    settings.setAllowMultipleDelete(true);
    // Tests delete charts in any order, and a chart may name a practitioner that was never loaded.
    settings.setEnforceReferentialIntegrityOnDelete(false);
    settings.setEnforceReferentialIntegrityOnWrite(false);
    settings.setAllowExternalReferences(true);
    settings.setHibernateSearchIndexFullText(false);
    settings.setHibernateSearchIndexSearchParams(false);
    return settings;
  }

  @Bean
  PartitionSettings partitionSettings() {
    return new PartitionSettings();
  }

  @Bean
  SubscriptionSettings subscriptionSettings() {
    return new SubscriptionSettings();
  }

  /** Nothing leaves this machine. */
  @Bean
  IEmailSender emailSender() {
    return details -> {};
  }

  @Bean
  IBinaryStorageSvc binaryStorage() {
    return new MemoryBinaryStorageSvcImpl();
  }

  @Bean(destroyMethod = "close")
  DataSource dataSource() {
    HikariDataSource pool = new HikariDataSource();
    pool.setJdbcUrl("jdbc:h2:mem:fhir;DB_CLOSE_DELAY=-1");
    pool.setUsername("sa");
    pool.setMaximumPoolSize(20);
    return pool;
  }

  @Bean
  LocalContainerEntityManagerFactoryBean entityManagerFactory(
      ConfigurableListableBeanFactory beans, FhirContext context, DataSource data, JpaStorageSettings settings) {
    LocalContainerEntityManagerFactoryBean factory =
        HapiEntityManagerFactoryUtil.newEntityManagerFactory(beans, context, settings);
    factory.setPersistenceUnitName("fhir");
    factory.setDataSource(data);
    Properties hibernate = new Properties();
    hibernate.put(AvailableSettings.DIALECT, HapiFhirH2Dialect.class.getName());
    // The database is always new, so there is nothing to compare the schema with.
    hibernate.put(AvailableSettings.HBM2DDL_AUTO, "create");
    hibernate.put(AvailableSettings.STATEMENT_BATCH_SIZE, 20);
    hibernate.put("hibernate.search.enabled", "false");
    factory.setJpaProperties(hibernate);
    return factory;
  }

  @Bean
  JpaTransactionManager transactionManager(EntityManagerFactory factory) {
    return new JpaTransactionManager(factory);
  }

  @Bean
  RestfulServer restfulServer(
      IFhirSystemDao<?, ?> systemDao,
      IJpaSystemProvider systemProvider,
      ResourceProviderFactory resources,
      JpaStorageSettings settings,
      ISearchParamRegistry searchParameters,
      IValidationSupport validation,
      DatabaseBackedPagingProvider paging) {
    RestfulServer server = new RestfulServer(systemDao.getContext());
    server.registerProviders(resources.createProviders());
    server.registerProvider(systemProvider);
    JpaCapabilityStatementProvider metadata =
        new JpaCapabilityStatementProvider(server, systemDao, settings, searchParameters, validation);
    metadata.setImplementationDescription("HAPI FHIR R4 for the end-to-end tests");
    server.setServerConformanceProvider(metadata);
    paging.setDefaultPageSize(DEFAULT_PAGE);
    paging.setMaximumPageSize(LARGEST_PAGE);
    server.setPagingProvider(paging);
    // A browser gets a page, as on the public server: a client that asks wrongly must see that here too.
    server.registerInterceptor(new ResponseHighlighterInterceptor());
    return server;
  }
}
